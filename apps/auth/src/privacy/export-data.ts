import { AskName, CommonErrors, EXPORTING_SERVICES } from '@dongbaejul/contracts';
import type { Identity } from '@dongbaejul/identity';
import { AskClient } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import { profileOf } from '../accounts/profile';
import { Throttle } from '../limits/throttle';
import { MemberStatsRepository } from '../members/member-stats.repository';
import { statsOf } from '../members/stats';
import { CurrentSession } from '../sessions/current-session';
import type { ArchiveFile } from './archive';
import { PrivacyErrors } from './privacy.errors';
import { PersonalRows } from './personal-rows.repository';

const PER_HOUR = 5;
const HOUR_MS = 3_600_000;
/** For one page of one service, in milliseconds. */
const PAGE_TIMEOUT_MS = 10_000;
/** About 50,000 rows of a service. An archive is whole or not at all, and is put together in memory. */
const MOST_PAGES = 500;

type ExportAsk = Extract<AskName, `${string}.member-data.export`>;

/** All that the platform keeps of a member. */
@Injectable()
export class ExportData {
  constructor(
    private readonly current: CurrentSession,
    private readonly stats: MemberStatsRepository,
    private readonly rows: PersonalRows,
    private readonly asks: AskClient,
    private readonly throttle: Throttle,
  ) {}

  /**
   * Whole or not at all: an archive without what a service that is away keeps would pass for all there is.
   * @throws TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE, SERVICE_TIMEOUT, EXPORT_TOO_LARGE
   */
  async files(user: Identity): Promise<ArchiveFile[]> {
    const retryAfter = await this.throttle.take('export', user.userId, PER_HOUR, HOUR_MS);
    if (retryAfter > 0) throw CommonErrors.TOO_MANY_REQUESTS({ retry_after: retryAfter });
    const files = await this.own(user);
    for (const service of EXPORTING_SERVICES) files.push(...(await this.of(service, user.userId)));
    return files;
  }

  private async own(user: Identity): Promise<ArchiveFile[]> {
    const account = await this.current.account(user);
    const stats = statsOf(await this.stats.find(account._id), account.createdAt);
    return [
      {
        name: 'auth/profile.json',
        content: { ...profileOf(account), band_user_key: account.bandUserKey ?? null, stats },
      },
      { name: 'auth/sessions.json', content: await this.rows.sessions(account._id) },
    ];
  }

  private async of(service: (typeof EXPORTING_SERVICES)[number], memberId: string): Promise<ArchiveFile[]> {
    const ask: ExportAsk = `${service}.member-data.export`;
    const files: ArchiveFile[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const request = { member_id: memberId, ...(cursor !== undefined && { cursor }) };
      const reply = await this.asks.ask(ask, request, { timeoutMs: PAGE_TIMEOUT_MS, repeatable: true });
      files.push(...reply.files.map(({ name, content }) => ({ name: `${service}/${name}`, content })));
      cursor = reply.next_cursor;
      if (cursor === undefined) return files;
    }
    throw PrivacyErrors.EXPORT_TOO_LARGE({ service });
  }
}
