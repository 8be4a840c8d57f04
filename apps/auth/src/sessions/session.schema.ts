import { Schema, Types } from 'mongoose';

export type SignInMethod = 'password' | 'band';
export type EndReason =
  | 'logout'
  | 'refresh_token_reused'
  | 'ended_by_member'
  | 'password_changed'
  | 'password_reset'
  | 'account_changed'
  | 'too_many';

/** One sign-in on one device, and the family of refresh tokens that descends from it. */
export interface Session {
  _id: Types.ObjectId;
  accountId: Types.ObjectId;
  method: SignInMethod;
  /** Whether a second factor was shown; roles that require one count in such a session only. */
  secondFactor: boolean;
  address: string;
  device: string;
  createdAt: Date;
  lastUsedAt: Date;
  /** When the last access token of this session expires: a revocation has to be kept as long. */
  accessUntil: Date;
  expiresAt: Date;
  endedAt: Date | null;
  endReason: EndReason | null;
}

/** `_id` is the digest of the token: the token itself is nowhere. */
export interface RefreshTokenRow {
  _id: string;
  sessionId: Types.ObjectId;
  usedAt: Date | null;
  /** Digest of the token that this one was exchanged for. */
  successor: string | null;
  expiresAt: Date;
}

export const SESSION_MODEL = 'Session';
export const REFRESH_TOKEN_MODEL = 'RefreshToken';

const id = { type: Schema.Types.ObjectId, required: true } as const;
const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;

export const sessionSchema = new Schema<Session>(
  {
    accountId: id,
    method: text,
    secondFactor: { type: Boolean, default: false },
    address: { type: String, default: '' },
    device: { type: String, default: '' },
    createdAt: date,
    lastUsedAt: date,
    accessUntil: date,
    expiresAt: date,
    endedAt: { type: Date, default: null },
    endReason: { type: String, default: null },
  },
  { collection: 'sessions', versionKey: false },
);

export const refreshTokenSchema = new Schema<RefreshTokenRow>(
  {
    _id: text,
    sessionId: id,
    usedAt: { type: Date, default: null },
    successor: { type: String, default: null },
    expiresAt: date,
  },
  { collection: 'refresh_tokens', versionKey: false },
);
