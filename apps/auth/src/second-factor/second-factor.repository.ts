import { isDuplicateKey, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, Types } from 'mongoose';
import { Challenge, CHALLENGE_MODEL, SecondFactor, SECOND_FACTOR_MODEL } from './second-factor.schema';

/** Who asks to begin within as long is answered the same secret: a second click, or a request that is sent again. */
const SAME_SET_UP_MS = 60_000;

@Injectable()
export class SecondFactorRepository {
  constructor(
    @InjectModel(SECOND_FACTOR_MODEL) private readonly factors: Model<SecondFactor>,
    @InjectModel(CHALLENGE_MODEL) private readonly challenges: Model<Challenge>,
  ) {}

  find(accountId: Types.ObjectId, tx?: ClientSession): Promise<SecondFactor | null> {
    return this.factors
      .findById(accountId)
      .session(tx ?? null)
      .lean<SecondFactor>()
      .exec();
  }

  /**
   * Begins a set-up anew, unless one began a moment ago: whichever of several answers an app shows, its code is right.
   * @returns the one that is under way now, or the confirmed one, which stays
   */
  async begin(accountId: Types.ObjectId, secret: string): Promise<SecondFactor> {
    const now = Date.now();
    const begunAt = where.not(where.gt(new Date(now - SAME_SET_UP_MS)));
    const $set = { secret, lastStep: 0, recoveryDigests: [], begunAt: new Date(now) };
    try {
      const options = { upsert: true, returnDocument: 'after' as const };
      const begun = this.factors.findOneAndUpdate({ _id: accountId, confirmedAt: null, begunAt }, { $set }, options);
      return (await begun.lean<SecondFactor>()) as SecondFactor;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    // One was there that is not to be replaced; should it be gone by now, the next try begins.
    return (await this.find(accountId)) ?? this.begin(accountId, secret);
  }

  /** @returns whether it is confirmed now: not when it was before, or when the set-up was begun anew with another secret */
  async confirm(
    tx: ClientSession,
    { _id, secret }: Pick<SecondFactor, '_id' | 'secret'>,
    step: number,
    digests: string[],
  ): Promise<boolean> {
    const $set = { confirmedAt: new Date(), lastStep: step, recoveryDigests: digests };
    const { matchedCount } = await this.factors.updateOne(
      { _id, secret, confirmedAt: null },
      { $set },
      { session: tx },
    );
    return matchedCount > 0;
  }

  /** One atomic write: of two that show the same code at once, one is right. */
  async useStep(accountId: Types.ObjectId, step: number): Promise<boolean> {
    const filter = { _id: accountId, lastStep: where.lt(step) };
    const { matchedCount } = await this.factors.updateOne(filter, { $set: { lastStep: step } });
    return matchedCount > 0;
  }

  /** The same for a recovery code. */
  async useRecovery(accountId: Types.ObjectId, digest: string): Promise<boolean> {
    const filter = { _id: accountId, recoveryDigests: digest };
    const update = { $pull: { recoveryDigests: digest } };
    const { matchedCount } = await this.factors.updateOne(filter, update);
    return matchedCount > 0;
  }

  async remove(tx: ClientSession, accountId: Types.ObjectId): Promise<void> {
    await this.factors.deleteOne({ _id: accountId }, { session: tx });
  }

  /** In place of whatever the account has. */
  async replace(tx: ClientSession, factor: SecondFactor): Promise<void> {
    await this.remove(tx, factor._id);
    await this.factors.create([factor], { session: tx });
  }

  async insertChallenge(challenge: Challenge): Promise<void> {
    await this.challenges.create(challenge);
  }

  /** Takes one of its tries. @returns null when it is unknown, over, or has none left */
  async tryChallenge(id: string): Promise<Challenge | null> {
    const filter = { _id: id, triesLeft: where.gt(0), expiresAt: where.gt(new Date()) };
    return this.challenges.findOneAndUpdate(filter, { $inc: { triesLeft: -1 } }).lean<Challenge>();
  }

  /** Deleting it is what makes it single-use. */
  async finishChallenge(id: string): Promise<boolean> {
    return (await this.challenges.deleteOne({ _id: id })).deletedCount > 0;
  }
}
