import type { ClientSession } from 'mongoose';

/** A feature's part of what core keeps of members. All parts of one member change in one transaction. */
export interface Keeper {
  /** The member has left the club's platform: what concerns nobody else goes, what stays loses the name. Safe to repeat. */
  forget(session: ClientSession, memberId: string): Promise<void>;
  /** Two accounts turned out to be one person: what was the one's is the other's. Safe to repeat. */
  giveTo(session: ClientSession, from: string, into: string): Promise<void>;
}

/** Every feature's, in the order in which they are called. */
export const KEEPERS = Symbol('KEEPERS');
