import { Schema, Types } from 'mongoose';

export const MAIL_KINDS = ['verify-email', 'reset-password', 'link-email', 'invitation', 'security-notice'] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/**
 * A mail that is to be sent. It holds no text and no token: those are made when it is sent, so that none lies here in
 * clear. Deleted when it was sent.
 */
export interface MailRow {
  _id: Types.ObjectId;
  kind: MailKind;
  /** What the kind's writer needs: ids and digests, never a secret. */
  about: Record<string, string>;
  attempts: number;
  /** Not to be tried before; moved on while somebody sends it. */
  notBefore: Date;
  giveUpAt: Date;
}

export const MAIL_MODEL = 'Mail';

export const mailSchema = new Schema<MailRow>(
  {
    kind: { type: String, required: true },
    about: { type: Schema.Types.Mixed, required: true },
    attempts: { type: Number, default: 0 },
    notBefore: { type: Date, required: true },
    giveUpAt: { type: Date, required: true },
  },
  { collection: 'mails', versionKey: false },
);
