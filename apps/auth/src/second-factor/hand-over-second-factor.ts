import { Injectable } from '@nestjs/common';
import type { ClientSession, Types } from 'mongoose';
import { Codes } from './codes';
import { SecondFactorRepository } from './second-factor.repository';

/** Lets a second factor go on with another account, whose ways in it guards from then on. */
@Injectable()
export class HandOverSecondFactor {
  constructor(
    private readonly repository: SecondFactorRepository,
    private readonly codes: Codes,
  ) {}

  /** Where both accounts have a confirmed one, the account that stays keeps its own. */
  async run(tx: ClientSession, from: Types.ObjectId, into: Types.ObjectId): Promise<void> {
    const factor = await this.repository.find(from, tx);
    if (!factor?.confirmedAt || (await this.repository.find(into, tx))?.confirmedAt) return;
    const secret = this.codes.resealed(factor, into.toHexString());
    await this.repository.replace(tx, { ...factor, _id: into, secret });
  }
}
