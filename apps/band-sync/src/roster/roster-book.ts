import type { RosterMemberState } from '@dongbaejul/contracts';
import { Outbox } from '@dongbaejul/messaging';
import { SecretBox } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { createHmac } from 'node:crypto';
import type { RosterEntry } from './roster-entry.schema';
import { RosterRepository } from './roster.repository';

/** Writes entries together with what the members' service has to know of them. */
@Injectable()
export class RosterBook {
  private readonly key: Buffer;

  constructor(
    private readonly repository: RosterRepository,
    private readonly outbox: Outbox,
    box: SecretBox,
  ) {
    // A change of keys makes all digests new once; namesakes are then told apart by the end of their numbers.
    this.key = box.derive('roster-phones')[0] as Buffer;
  }

  digest(phone: string): string {
    return createHmac('sha256', this.key).update(phone).digest('base64url').slice(0, 22);
  }

  /** Inside the caller's transaction. @param news those of `entries` that the members' service is told of */
  async write(session: ClientSession, entries: readonly RosterEntry[], news: ReadonlySet<RosterEntry>): Promise<void> {
    const rows = entries.map((entry) => (news.has(entry) ? { ...entry, version: entry.version + 1 } : entry));
    await this.repository.save(session, rows);
    const told = rows.filter((_row, i) => news.has(entries[i] as RosterEntry));
    await this.outbox.addMany(
      session,
      'band-sync.roster-member.changed',
      told.map((entry) => ({ aggregateId: entry._id.toHexString(), version: entry.version, payload: stateOf(entry) })),
    );
  }
}

const stateOf = ({ _id, member_id, name, grade, gender }: RosterEntry): RosterMemberState => ({
  entry_id: _id.toHexString(),
  member_id: member_id ?? _id.toHexString(),
  name,
  grade,
  gender,
});
