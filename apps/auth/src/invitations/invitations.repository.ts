import { Page, paginate, SortOrder, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, QueryFilter, Types } from 'mongoose';
import type { InvitationsQuery } from './dto/invitations.dto';
import { Invitation, INVITATION_MODEL } from './invitation.schema';

const LATEST_FIRST: SortOrder = { createdAt: -1, _id: -1 };

@Injectable()
export class InvitationsRepository {
  constructor(@InjectModel(INVITATION_MODEL) private readonly model: Model<Invitation>) {}

  async insert(tx: ClientSession, invitation: Invitation): Promise<void> {
    await this.model.create([invitation], { session: tx });
  }

  findById(id: Types.ObjectId): Promise<Invitation | null> {
    return this.model.findById(id).lean<Invitation>().exec();
  }

  findByDigest(tx: ClientSession, digest: string): Promise<Invitation | null> {
    return this.model.findOne({ digest }).session(tx).lean<Invitation>().exec();
  }

  /** The latest first. @param outOf tells which makers let nobody in */
  async page(
    query: InvitationsQuery,
    outOf: (makers: readonly string[]) => Promise<ReadonlySet<string>>,
  ): Promise<Page<Invitation>> {
    const filter = query.usable ? await this.usable(outOf) : {};
    return paginate(this.model, { query, filter, sort: LATEST_FIRST, hint: LATEST_FIRST });
  }

  /** No invitation outlives 90 days, so that the makers of those are few. */
  private async usable(
    outOf: (makers: readonly string[]) => Promise<ReadonlySet<string>>,
  ): Promise<QueryFilter<Invitation>> {
    const alive = { revokedAt: null, usesLeft: where.gt(0), expiresAt: where.gt(new Date()) };
    const makers = await this.model.distinct('createdBy', alive as QueryFilter<Invitation>);
    return { ...alive, createdBy: where.nin([...(await outOf(makers))]) } as QueryFilter<Invitation>;
  }

  /** Takes one use; of many that ask for the last one at once, one gets it. @returns null when there is none */
  async takeUse(tx: ClientSession, digest: string, accountId: Types.ObjectId, now: Date): Promise<Invitation | null> {
    const filter = { digest, revokedAt: null, usesLeft: where.gt(0), expiresAt: where.gt(now) };
    const update = { $inc: { usesLeft: -1 }, $push: { uses: { accountId, at: now } } };
    return this.model.findOneAndUpdate(filter, update, { session: tx, returnDocument: 'after' }).lean<Invitation>();
  }

  /** @returns the invitation as it was withdrawn now, or null when there is none or it was before */
  async revoke(tx: ClientSession, id: Types.ObjectId): Promise<Invitation | null> {
    return this.model
      .findOneAndUpdate(
        { _id: id, revokedAt: null },
        { $set: { revokedAt: new Date() } },
        { session: tx, returnDocument: 'after' },
      )
      .lean<Invitation>();
  }
}
