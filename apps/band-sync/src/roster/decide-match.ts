import type { AuditActor } from '@dongbaejul/contracts';
import { AuditTrail } from '@dongbaejul/messaging';
import { isDuplicateKey, Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { DirectoryRepository } from '../directory/directory.repository';
import { MembersService } from '../members/members.service';
import { RosterBook } from './roster-book';
import { RosterErrors } from './roster.errors';
import type { EntryState, RosterEntry } from './roster-entry.schema';
import { RosterRepository } from './roster.repository';

export const DECISIONS = ['match', 'separate', 'ignore'] as const;
export type DecisionKind = (typeof DECISIONS)[number];

export type Decision = { decision: 'match'; memberId: string } | { decision: 'separate' | 'ignore' };

/** Staff say who somebody of the roster is. */
@Injectable()
export class DecideMatch {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: RosterRepository,
    private readonly book: RosterBook,
    private readonly members: MembersService,
    private readonly directory: DirectoryRepository,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws ROSTER_MATCH_NOT_FOUND, ROSTER_MATCH_DECIDED, ROSTER_MEMBER_TAKEN, ROSTER_MEMBER_UNKNOWN */
  async run(id: string, decision: Decision, actor: AuditActor): Promise<string> {
    try {
      return await this.transactions.run((session) => this.decide(session, id, decision, actor), {
        aggregate: 'roster',
      });
    } catch (error) {
      if (isDuplicateKey(error, 'one_entry_per_member')) throw RosterErrors.ROSTER_MEMBER_TAKEN();
      throw error;
    }
  }

  private async decide(session: ClientSession, id: string, decision: Decision, actor: AuditActor): Promise<string> {
    await this.repository.takeTurn(session);
    const before = await this.repository.find(session, id);
    if (!before) throw RosterErrors.ROSTER_MATCH_NOT_FOUND();
    if (before.state !== 'waiting' && before.state !== 'ignored') {
      throw RosterErrors.ROSTER_MATCH_DECIDED({ state: before.state, member_id: before.member_id });
    }
    const who = decision.decision === 'match' ? await this.memberFor(session, decision.memberId) : null;
    const after = decided(before, decision.decision, who, actor.actor_id);
    await this.book.write(session, [after], new Set(after.member_id === null ? [] : [after]));
    const shown = ({ name, state, member_id }: RosterEntry): object => ({ name, state, member_id });
    const what = { action: 'roster-match.decided', object_type: 'roster-match', object_id: id, reason: null };
    await this.audit.record(session, { ...actor, ...what, before: shown(before), after: shown(after) });
    return id;
  }

  /** Somebody whom BAND has shown, or an active member of whom auth has told. */
  private async memberFor(session: ClientSession, memberId: string): Promise<string> {
    if (await this.repository.isTaken(session, memberId)) throw RosterErrors.ROSTER_MEMBER_TAKEN();
    const known = (await this.directory.findByIds([memberId])).get(memberId);
    const isMember = known ? known.status === 'active' : (await this.members.userKeysOf(memberId)).length > 0;
    if (!isMember) throw RosterErrors.ROSTER_MEMBER_UNKNOWN();
    return memberId;
  }
}

const STATE: Record<DecisionKind, EntryState> = { match: 'matched', separate: 'separate', ignore: 'ignored' };

const decided = (
  before: RosterEntry,
  decision: DecisionKind,
  memberId: string | null,
  by: string | null,
): RosterEntry => ({
  ...before,
  state: STATE[decision],
  member_id: decision === 'separate' ? before._id.toHexString() : memberId,
  decided_by: by,
  decided_at: new Date(),
});
