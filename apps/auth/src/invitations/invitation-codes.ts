import { SecretBox } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { createHash, createHmac } from 'node:crypto';
import type { Types } from 'mongoose';
import type { Invitation } from './invitation.schema';

/** A code's place in the database. It has 256 bits that only our key makes, so a plain digest cannot be guessed back. */
export const digestOf = (code: string): string => createHash('sha256').update(code).digest('base64url');

const codeBy = (key: Buffer, id: Types.ObjectId): string =>
  createHmac('sha256', key).update(id.toHexString()).digest('base64url');

/**
 * A code is made from the invitation's id and a key of the server. So it can be shown to whoever asks twice for the
 * same invitation, and written into a mail later, although none is kept in clear.
 */
@Injectable()
export class InvitationCodes {
  /** The first makes codes; the others recognise those made before a key change. */
  private readonly keys: Buffer[];

  constructor(box: SecretBox) {
    this.keys = box.derive('invitation-code');
  }

  newCode(id: Types.ObjectId): string {
    return codeBy(this.keys[0] as Buffer, id);
  }

  /** Undefined when the key that made it is gone. */
  codeOf({ _id, digest }: Pick<Invitation, '_id' | 'digest'>): string | undefined {
    return this.keys.map((key) => codeBy(key, _id)).find((code) => digestOf(code) === digest);
  }
}
