import { CommonErrors } from '@dongbaejul/contracts';
import type { Identity } from '@dongbaejul/identity';
import { Transactions } from '@dongbaejul/persistence';
import { assertCurrent } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { Account } from '../accounts/account.schema';
import { AccountErrors } from '../accounts/accounts.errors';
import { AccountsRepository } from '../accounts/accounts.repository';
import { AccountsService } from '../accounts/accounts.service';
import { memberFor, profileFor, profileOf } from '../accounts/profile';
import { DirectoryRepository } from './directory.repository';
import type { MemberDetailDto, MembersDto, MembersQuery, ProfileDto, UserStatsDto } from './dto/members.dto';
import type { UpdateProfileDto } from './dto/update-profile.dto';
import { MemberStatsRepository } from './member-stats.repository';
import { OwnPicture, storedAvatar } from './own-picture';
import { changeOf } from './profile-change';
import { ratingsOf } from './ratings';
import { statsOf } from './stats';

/** The directory, and one's own entry in it. */
@Injectable()
export class MembersService {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: AccountsRepository,
    private readonly changes: AccountsService,
    private readonly directory: DirectoryRepository,
    private readonly stats: MemberStatsRepository,
    private readonly pictures: OwnPicture,
  ) {}

  async list(viewer: Identity, query: MembersQuery): Promise<MembersDto> {
    const { items, ...rest } = await this.directory.list(query);
    return { members: items.map((account) => memberFor(viewer, account)), ...rest };
  }

  /** @throws MEMBER_NOT_FOUND, also for who is not (or no longer) a member */
  async member(viewer: Identity, id: string): Promise<MemberDetailDto> {
    const account = await this.visible(viewer, id);
    const stats = await this.stats.find(account._id);
    return {
      member: memberFor(viewer, account),
      stats: { ...statsOf(stats, account.createdAt), ratings: ratingsOf(stats) },
    };
  }

  /** The same under 002's name. @throws MEMBER_NOT_FOUND */
  async user(viewer: Identity, id: string): Promise<ProfileDto> {
    const account = await this.visible(viewer, id);
    return { user: profileFor(viewer, account), stats: await this.statsFor(account) };
  }

  /** @throws MEMBER_NOT_FOUND */
  async ownProfile(viewer: Identity): Promise<ProfileDto> {
    return this.user(viewer, viewer.userId);
  }

  /**
   * @param version from If-Match
   * @throws STALE_VERSION, MEMBER_NOT_FOUND, ACCOUNT_CLOSED; for an uploaded picture what OwnPicture.claim throws
   */
  async updateOwn(viewer: Identity, given: UpdateProfileDto, version?: number): Promise<ProfileDto> {
    const input = given.avatar === undefined ? given : { ...given, avatar: storedAvatar(given.avatar) };
    if (input.avatar != null) await this.keepPicture(viewer.userId, input.avatar, version);
    const account = await this.transactions.run((session) => this.apply(session, viewer.userId, input, version), {
      aggregate: `account:${viewer.userId}`,
    });
    return { user: profileOf(account), stats: await this.statsFor(account) };
  }

  /** Before the transaction, which should not wait for another service. */
  private async keepPicture(id: string, avatar: string, version?: number): Promise<void> {
    const account = await this.own(id);
    assertCurrent(version, account.version);
    if (account.avatar !== avatar) await this.pictures.claim(id, avatar);
  }

  private async apply(session: ClientSession, id: string, input: UpdateProfileDto, version?: number): Promise<Account> {
    const account = await this.own(id, session);
    assertCurrent(version, account.version);
    const change = changeOf(account, input);
    if (Object.keys(change).length === 0) return account;
    const changed = await this.changes.change(session, account, change, version);
    if (!changed) throw CommonErrors.STALE_VERSION();
    return changed;
  }

  private async own(id: string, session?: ClientSession): Promise<Account> {
    const account = await this.accounts.findById(id, session);
    if (!account) throw AccountErrors.MEMBER_NOT_FOUND();
    // Closed since the request came in: what it says of the member must not come back.
    if (account.status === 'closed') throw AccountErrors.ACCOUNT_CLOSED();
    return account;
  }

  private async visible(viewer: Identity, id: string): Promise<Account> {
    const account = await this.accounts.findById(id);
    const shown = account && (account.status === 'active' || viewer.userId === account._id.toHexString());
    if (!shown) throw AccountErrors.MEMBER_NOT_FOUND();
    return account;
  }

  private async statsFor(account: Account): Promise<UserStatsDto> {
    return statsOf(await this.stats.find(account._id), account.createdAt);
  }
}
