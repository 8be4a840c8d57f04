import { Schema, Types } from 'mongoose';

export type TokenPurpose = 'verify-email' | 'reset-password' | 'link-email';

/** A link that was mailed. `_id` is the token's digest: the token itself is nowhere but in the mail. */
export interface OneTimeToken {
  _id: string;
  purpose: TokenPurpose;
  accountId: Types.ObjectId;
  /** The address that it was sent to, and so proves. */
  email: string;
  /** For link-email: the password that comes with the address. */
  passwordHash?: string;
  expiresAt: Date;
}

export const ONE_TIME_TOKEN_MODEL = 'OneTimeToken';

export const oneTimeTokenSchema = new Schema<OneTimeToken>(
  {
    _id: { type: String, required: true },
    purpose: { type: String, required: true },
    accountId: { type: Schema.Types.ObjectId, required: true },
    email: { type: String, required: true },
    passwordHash: { type: String },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'one_time_tokens', versionKey: false },
);
