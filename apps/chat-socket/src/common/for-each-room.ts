import type { Model, PipelineStage, Types } from 'mongoose';

const ROOMS_AT_ONCE = 50;

type RoomStage = Exclude<PipelineStage, PipelineStage.Merge | PipelineStage.Out>;

/**
 * The same question about each of many rooms, fifty in one command: somebody may be in hundreds, and a command a room
 * costs far more than the seek of the index that it makes.
 * @param ask begins with `$match` on the room; its rows say of which room they are
 */
export async function forEachRoom<Row>(
  model: Pick<Model<unknown>, 'aggregate' | 'collection'>,
  roomIds: readonly Types.ObjectId[],
  ask: (roomId: Types.ObjectId) => RoomStage[],
): Promise<Row[]> {
  const coll = model.collection.collectionName;
  const found: Row[] = [];
  for (let i = 0; i < roomIds.length; i += ROOMS_AT_ONCE) {
    const [first = [], ...others] = roomIds.slice(i, i + ROOMS_AT_ONCE).map(ask);
    const union = others.map((pipeline) => ({ $unionWith: { coll, pipeline } }) as PipelineStage.UnionWith);
    found.push(...(await model.aggregate<Row>([...first, ...union])));
  }
  return found;
}
