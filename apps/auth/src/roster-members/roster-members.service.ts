import type { RosterMemberState } from '@dongbaejul/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import { AccountsRepository } from '../accounts/accounts.repository';
import { AccountsService } from '../accounts/accounts.service';
import { generateUsername } from '../accounts/names';
import { tidy } from '../band-members/band-person';
import { followRoster } from './follow-roster';

/** Members as the club's roster tells of them. */
@Injectable()
export class RosterMembersService {
  private readonly logger = new Logger(RosterMembersService.name);

  constructor(
    private readonly repository: AccountsRepository,
    private readonly accounts: AccountsService,
  ) {}

  /** Whom BAND has not shown gets an account whose id is the entry's, so that telling it twice makes one person. */
  async apply(session: ClientSession, told: RosterMemberState, version: number): Promise<void> {
    const account = await this.repository.findCurrent(told.member_id, session);
    if (account) {
      const change = followRoster(account, told, version);
      if (Object.keys(change).length > 0) await this.accounts.change(session, account, change);
      return;
    }
    if (told.member_id !== told.entry_id) {
      this.logger.warn({ msg: 'the roster tells of a member who is not here', member_id: told.member_id });
      return;
    }
    const { grade, gender } = told;
    await this.accounts.create(session, {
      _id: new Types.ObjectId(told.entry_id),
      username: generateUsername(),
      displayName: tidy({ userKey: '', name: told.name, avatar: null }).name,
      status: 'active',
      grade: grade ?? null,
      gender: gender ?? null,
      roster: { entryId: told.entry_id, version, grade: grade ?? null, gender: gender ?? null, unclaimed: true },
    });
  }
}
