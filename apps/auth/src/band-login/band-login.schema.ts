import { Schema, Types } from 'mongoose';

/** A sign-in that was begun; `_id` is the nonce. Deleted when it is finished, or after 10 minutes. */
export interface LoginState {
  _id: string;
  redirectUri: string;
  codeChallenge: string | null;
  /** Whose account BAND is to be linked to; null for a sign-in. Neither finishes as the other. */
  accountId: string | null;
  expiresAt: Date;
}

/** BAND's tokens of a member, sealed by SecretBox; `_id` is the account's. */
export interface BandTokens {
  _id: Types.ObjectId;
  accessToken: string;
  refreshToken: string | null;
  scope: string;
  expiresAt: Date | null;
  updatedAt: Date;
}

export const LOGIN_STATE_MODEL = 'BandLoginState';
export const BAND_TOKENS_MODEL = 'BandTokens';

export const loginStateSchema = new Schema<LoginState>(
  {
    _id: { type: String, required: true },
    redirectUri: { type: String, required: true },
    codeChallenge: { type: String, default: null },
    accountId: { type: String, default: null },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'band_login_states', versionKey: false },
);

export const bandTokensSchema = new Schema<BandTokens>(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    accessToken: { type: String, required: true },
    refreshToken: { type: String, default: null },
    scope: { type: String, default: '' },
    expiresAt: { type: Date, default: null },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'band_tokens', versionKey: false },
);
