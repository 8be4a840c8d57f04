import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model, Types } from 'mongoose';
import { BAND_TOKENS_MODEL, BandTokens, LOGIN_STATE_MODEL, LoginState } from './band-login.schema';

@Injectable()
export class BandLoginRepository {
  constructor(
    @InjectModel(LOGIN_STATE_MODEL) private readonly states: Model<LoginState>,
    @InjectModel(BAND_TOKENS_MODEL) private readonly tokens: Model<BandTokens>,
  ) {}

  async insertState(state: LoginState): Promise<void> {
    await this.states.create(state);
  }

  /** Deleting it is what makes it single-use: of many that ask at once, one gets it. */
  async takeState(id: string): Promise<LoginState | null> {
    return this.states.findOneAndDelete({ _id: id, expiresAt: where.gt(new Date()) }).lean<LoginState>();
  }

  async removeTokens(session: ClientSession, accountId: Types.ObjectId): Promise<void> {
    await this.tokens.deleteOne({ _id: accountId }, { session });
  }

  async saveTokens(session: ClientSession, { _id, ...tokens }: BandTokens): Promise<void> {
    await this.tokens.updateOne({ _id }, { $set: tokens }, { session, upsert: true });
  }
}
