import { Schema, Types } from 'mongoose';
import type { SignInMethod } from '../sessions/session.schema';

/** An account's second factor; `_id` is the account's. */
export interface SecondFactor {
  _id: Types.ObjectId;
  /** Sealed by SecretBox. */
  secret: string;
  /** When the set-up began that made the secret; absent from older ones. */
  begunAt?: Date;
  /** Null until a code from the app showed that it works. */
  confirmedAt: Date | null;
  /** The latest step whose code was used. */
  lastStep: number;
  recoveryDigests: string[];
}

/** A sign-in that waits for its second factor; `_id` is the digest of the mfa_token. */
export interface Challenge {
  _id: string;
  accountId: Types.ObjectId;
  method: SignInMethod;
  /** What was proved first; a password that was changed meanwhile proves nothing. */
  passwordHash: string | null;
  triesLeft: number;
  expiresAt: Date;
}

export const SECOND_FACTOR_MODEL = 'SecondFactor';
export const CHALLENGE_MODEL = 'SecondFactorChallenge';

const text = { type: String, required: true } as const;
const id = { type: Schema.Types.ObjectId, required: true } as const;

export const secondFactorSchema = new Schema<SecondFactor>(
  {
    _id: id,
    secret: text,
    begunAt: { type: Date },
    confirmedAt: { type: Date, default: null },
    lastStep: { type: Number, default: 0 },
    recoveryDigests: { type: [String], default: [] },
  },
  { collection: 'second_factors', versionKey: false },
);

export const challengeSchema = new Schema<Challenge>(
  {
    _id: text,
    accountId: id,
    method: text,
    passwordHash: { type: String, default: null },
    triesLeft: { type: Number, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'second_factor_challenges', versionKey: false },
);
