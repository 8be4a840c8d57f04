import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { RosterEntry } from './roster-entry.schema';
import { RosterRepository } from './roster.repository';

/** What the roster says of a member, for their archive: never the digest their number is found by. */
export type RosterAboutMember = Pick<RosterEntry, 'name' | 'band_name' | 'grade' | 'gender' | 'phone_last4'> & {
  /** ISO 8601 */
  imported_at: string;
};

/** The roster from one member's side. */
@Injectable()
export class RosterOfMembers {
  constructor(private readonly repository: RosterRepository) {}

  /** @returns undefined for who is not in the roster */
  async about(memberId: string): Promise<RosterAboutMember | undefined> {
    const entry = await this.repository.ofMember(memberId);
    if (!entry) return undefined;
    const { name, band_name, grade, gender, phone_last4, imported_at } = entry;
    return { name, band_name, grade, gender, phone_last4, imported_at: imported_at.toISOString() };
  }

  /** They closed the account: their name and number go with it. */
  forget(session: ClientSession, memberId: string): Promise<void> {
    return this.repository.remove(session, memberId);
  }

  /** Two members turned out to be one. */
  merge(session: ClientSession, from: string, into: string): Promise<void> {
    return this.repository.merge(session, from, into);
  }
}
