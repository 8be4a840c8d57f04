import { Hints } from '@dongbaejul/messaging';
import { IntervalJobs, Shutdown } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { MembersRepository } from '../members/members.repository';
import { LocalSockets } from '../sockets/local-sockets';
import { PresenceNews } from './presence-news';
import { PresenceView } from './presence-view';
import { PresenceStore } from './presence.store';

const RENEW_EVERY_MS = 4_000;
const TOPIC = 'chat.presence';
/** Who comes and goes within this is told of together, in milliseconds. */
const GATHERED_MS = 200;

interface PresenceHint {
  event: 'user:online' | 'user:offline';
  ids: string[];
}

/**
 * Who is online: people, not tabs, over all processes, and right again soon after one died. Everybody is told of
 * who comes and goes, some seconds later where the hint was lost.
 */
@Injectable()
export class PresenceService {
  private readonly logger = new Logger(PresenceService.name);
  private readonly news = new PresenceNews();
  private readonly view = new PresenceView();
  private telling: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: PresenceStore,
    private readonly sockets: LocalSockets,
    private readonly members: MembersRepository,
    private readonly hints: Hints,
    jobs: IntervalJobs,
    private readonly shutdown: Shutdown,
  ) {
    hints.subscribe(TOPIC, (hint) => this.heard(hint as PresenceHint));
    jobs.start({ name: 'presence', everyMs: RENEW_EVERY_MS, run: () => this.renew() });
  }

  /** A socket of this member was opened here. */
  came(memberId: string): void {
    this.quietly(async () => this.tell('user:online', await this.store.renew([memberId])));
  }

  /**
   * The member's last socket here was closed. When the process stops they come back to another one: they stay entered,
   * and who does not come is swept by the others.
   */
  left(memberId: string): void {
    if (this.shutdown.isDraining) return;
    this.quietly(async () => {
      const gone = await this.store.drop([memberId]);
      // They were back before this was over.
      if (this.sockets.ofMember(memberId).length > 0) return this.came(memberId);
      await this.wentOffline(new Map(gone.map((id) => [id, new Date()])));
    });
  }

  /** @returns those who are online; nobody while Redis is away */
  async onlineAmong(ids: readonly string[]): Promise<Set<string>> {
    return this.store.onlineAmong(ids).catch(() => new Set<string>());
  }

  private async renew(): Promise<void> {
    await this.tell('user:online', await this.store.renew([...this.sockets.memberIds()]));
    await this.wentOffline(await this.store.sweep());
    for (const [id, online] of this.view.missed(await this.store.online())) this.announce(id, online);
  }

  /** @param seen when they were last here */
  private async wentOffline(seen: ReadonlyMap<string, Date>): Promise<void> {
    await this.tell('user:offline', [...seen.keys()]);
    await this.members.setLastSeen(seen);
  }

  private async tell(event: PresenceHint['event'], ids: string[]): Promise<void> {
    if (ids.length > 0) await this.hints.publish(TOPIC, { event, ids } satisfies PresenceHint);
  }

  private heard({ event, ids }: PresenceHint): void {
    for (const id of ids) this.announce(id, event === 'user:online');
  }

  /** Tells everybody at this process, soon. */
  private announce(memberId: string, online: boolean): void {
    this.news.add(memberId, online);
    this.view.told(memberId, online);
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      for (const [name, payload] of this.news.take()) this.sockets.toAll(name, payload);
    }, GATHERED_MS).unref();
  }

  private quietly(work: () => Promise<void>): void {
    work().catch((error: unknown) =>
      this.logger.debug({ msg: 'presence was not told', reason: (error as Error).message }),
    );
  }
}
