import { Schema, Types } from 'mongoose';

/** Who came by an invitation. */
export interface InvitationUse {
  accountId: Types.ObjectId;
  at: Date;
}

/** Staff's word that whoever holds the code is welcome. The code itself is nowhere: see invitation-codes.ts. */
export interface Invitation {
  _id: Types.ObjectId;
  /** Digest of the code. */
  digest: string;
  /** Goes to this address alone, by mail; absent for a link that staff hand out. */
  email?: string;
  emailKey?: string;
  /** What staff wrote down for themselves. */
  note: string | null;
  maxUses: number;
  /** Counted down in the transaction of each use, so that one use admits one. */
  usesLeft: number;
  uses: InvitationUse[];
  createdBy: string;
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
}

export const INVITATION_MODEL = 'Invitation';

const text = { type: String, required: true } as const;
const date = { type: Date, required: true } as const;

export const invitationSchema = new Schema<Invitation>(
  {
    digest: text,
    email: { type: String },
    emailKey: { type: String },
    note: { type: String, default: null },
    maxUses: { type: Number, required: true },
    usesLeft: { type: Number, required: true },
    uses: { type: [{ _id: false, accountId: Schema.Types.ObjectId, at: Date }], default: [] },
    createdBy: text,
    createdAt: date,
    expiresAt: date,
    revokedAt: { type: Date, default: null },
  },
  { collection: 'invitations', versionKey: false },
);
