import type { ClientSession, Model, QueryFilter, UpdateQuery } from 'mongoose';
import { where } from '../query/where';

/**
 * Writes a state that somebody else owns, unless we have the same or a newer one: deliveries come twice and out of
 * order. Reads first, because an upsert that loses a race aborts the transaction.
 * @param filter scalars that name the one document, e.g. `{ _id: member.id }`
 * @param state fields to set; `version` is stored with them
 * @returns whether it was applied; false means that it is old news
 * @throws what aborts the transaction (a race on the first insert); the caller's retry then sees the winner
 */
export async function applyIfNewer<T>(
  model: Model<T>,
  session: ClientSession,
  filter: QueryFilter<T>,
  version: number,
  state: Partial<T>,
): Promise<boolean> {
  const known = await model
    .findOne({ ...filter }, { version: 1 })
    .session(session)
    .lean<{ version?: number }>();
  if (known && (known.version ?? -1) >= version) return false;
  if (!known) {
    await model.create([{ ...filter, ...state, version } as never], { session });
    return true;
  }
  const older = { ...filter, ...where.or<object>({ version: where.lt(version) }, { version: where.exists(false) }) };
  const update = { $set: { ...state, version } } as unknown as UpdateQuery<T>;
  const { modifiedCount } = await model.updateOne(older as QueryFilter<T>, update, { session });
  return modifiedCount === 1;
}
