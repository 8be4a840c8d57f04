import { Hints } from '@dongbaejul/messaging';
import { Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { MembersRepository } from '../members/members.repository';
import { LocalSockets } from '../sockets/local-sockets';
import { PresenceNews } from './presence-news';
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
 * who comes and goes.
 */
@Injectable()
export class PresenceService {
  private readonly logger = new Logger(PresenceService.name);
  private readonly news = new PresenceNews();
  private telling: NodeJS.Timeout | undefined;

  constructor(
    private readonly store: PresenceStore,
    private readonly sockets: LocalSockets,
    private readonly members: MembersRepository,
    private readonly hints: Hints,
    startup: StartupTasks,
    shutdown: Shutdown,
  ) {
    hints.subscribe(TOPIC, (hint) => this.announce(hint as PresenceHint));
    let timer: NodeJS.Timeout | undefined;
    void startup.whenDone().then(() => {
      timer = setInterval(() => void this.renew(), RENEW_EVERY_MS);
      timer.unref();
    });
    shutdown.onDrain('presence', async () => {
      clearInterval(timer);
      await this.goodbye();
    });
  }

  /** A socket of this member was opened here. */
  came(memberId: string): void {
    this.quietly(async () => this.tell('user:online', await this.store.renew([memberId])));
  }

  /** The member's last socket here was closed. */
  left(memberId: string): void {
    this.quietly(async () => {
      const gone = await this.store.drop([memberId]);
      // They were back before this was over.
      if (this.sockets.ofMember(memberId).length > 0) return this.came(memberId);
      await this.wentOffline(gone);
    });
  }

  /** @returns those who are online; nobody while Redis is away */
  async onlineAmong(ids: readonly string[]): Promise<Set<string>> {
    return this.store.onlineAmong(ids).catch(() => new Set<string>());
  }

  private async renew(): Promise<void> {
    try {
      await this.tell('user:online', await this.store.renew([...this.sockets.memberIds()]));
      await this.wentOffline(await this.store.sweep());
    } catch (error) {
      this.logger.debug({ msg: 'presence was not renewed', reason: (error as Error).message });
    }
  }

  private async goodbye(): Promise<void> {
    const ids = [...this.sockets.memberIds()];
    await this.store.drop(ids).then(
      (gone) => this.wentOffline(gone),
      () => undefined,
    );
  }

  private async wentOffline(ids: string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.tell('user:offline', ids);
    await this.members.setLastSeen(ids, new Date());
  }

  private async tell(event: PresenceHint['event'], ids: string[]): Promise<void> {
    if (ids.length > 0) await this.hints.publish(TOPIC, { event, ids } satisfies PresenceHint);
  }

  private announce({ event, ids }: PresenceHint): void {
    for (const id of ids) this.news.add(id, event === 'user:online');
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
