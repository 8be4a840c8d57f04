import { EVENT_SUBSCRIBERS, EventName, isAppError } from '@dongbaejul/contracts';
import { MigrationRunner, MongoConnection } from '@dongbaejul/persistence';
import { Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { MessagingOptions } from '../messaging.options';
import { Completions } from './completions';
import { EmbeddedOutbox } from './embedded-outbox';
import { eventMetrics } from './event-metrics';
import { EventQueues } from './event-queues';
import { HandOver } from './hand-over';
import { messagingMigrations, OUTBOX, sourceOf } from './outbox-row';
import { OutboxWake } from './outbox-wake';

const COUNT_EVERY_MS = 10_000;
const POLL_MS = 2_000;

/** Hands events from this service's outbox to the subscribers' queues, in every replica, for as long as it lives. */
@Injectable()
export class Relay {
  private readonly logger = new Logger(Relay.name);
  private readonly subscribers: string[];
  private readonly completions: Completions[] = [];
  private readonly wakeUp: OutboxWake;
  private running: Promise<void> | undefined;
  private stopping = false;
  private nudged = false;
  /** Where embedded events were written since the last round. */
  private grown = new Set<string>();
  private collectedAllAt = 0;
  private endPause: () => void = () => undefined;
  private away = false;
  private countedAt = 0;

  constructor(
    mongo: MongoConnection,
    private readonly handOver: HandOver,
    private readonly embedded: EmbeddedOutbox,
    private readonly queues: EventQueues,
    private readonly options: MessagingOptions,
    migrations: MigrationRunner,
    startup: StartupTasks,
    shutdown: Shutdown,
  ) {
    migrations.add(messagingMigrations);
    this.subscribers = subscribersOf(options.service);
    this.wakeUp = new OutboxWake(
      mongo,
      () => embedded.collections,
      (collection) => this.nudge(collection),
    );
    void startup.whenDone().then(() => this.start());
    shutdown.onClose('relay', () => this.stop());
  }

  /** Starts handing over. Called when the service's start-up tasks are done. */
  start(): void {
    if (this.running || this.stopping) return;
    for (const subscriber of this.subscribers) {
      const onDone = (ids: string[]): Promise<void> => this.handOver.done(subscriber, ids);
      const { REDIS_URL } = this.options.config;
      this.completions.push(new Completions(REDIS_URL, this.queues.nameOf(subscriber), this.queues.prefix, onDone));
    }
    void this.wakeUp.run();
    this.running = this.loop();
  }

  /** Ends after the batch under way; other replicas or the next start carry on. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.endPause();
    await this.wakeUp.close();
    await this.running;
    await Promise.all(this.completions.map((completions) => completions.close()));
  }

  /**
   * Looks for work now.
   * @param collection where it was written; the outbox unless given
   */
  nudge(collection: string = OUTBOX): void {
    if (collection !== OUTBOX) this.grown.add(collection);
    this.nudged = true;
    this.endPause();
  }

  private async loop(): Promise<void> {
    while (!this.stopping) {
      this.nudged = false;
      const more = await this.round();
      if (!more && !this.nudged) await this.pause();
    }
  }

  private async round(): Promise<boolean> {
    try {
      await this.collect();
      const more = await this.handOver.batch(this.subscribers);
      if (Date.now() - this.countedAt > COUNT_EVERY_MS) {
        this.countedAt = Date.now();
        eventMetrics.outboxOpen.set(await this.handOver.countOpen());
      }
      if (this.away) this.logger.log({ msg: 'events are handed over again' });
      this.away = false;
      return more;
    } catch (error) {
      if (!this.away) {
        const reason = isAppError(error) ? error.code : (error as Error).message;
        this.logger.warn({ msg: 'events wait in the outbox', reason });
      }
      this.away = true;
      this.nudged = false;
      this.collectedAllAt = 0;
      return false;
    }
  }

  /** Where something is known to be, and everywhere once a poll: otherwise each event would cost a look into each. */
  private async collect(): Promise<void> {
    const [grown, now] = [this.grown, Date.now()];
    this.grown = new Set();
    const all = now - this.collectedAllAt >= this.poll;
    await this.embedded.collect(all ? undefined : grown);
    if (all) this.collectedAllAt = now;
  }

  private get poll(): number {
    return this.options.events?.poll ?? POLL_MS;
  }

  private async pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const end = (): void => {
        this.collectedAllAt = 0;
        resolve();
      };
      const timer = setTimeout(end, this.away ? Math.min(this.poll, 500) : this.poll);
      this.endPause = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.stopping) this.endPause();
    });
  }
}

/** Everyone who hears a service's events. */
export function subscribersOf(service: string): string[] {
  const own = (Object.keys(EVENT_SUBSCRIBERS) as EventName[]).filter((name) => sourceOf(name) === service);
  return [...new Set<string>(own.flatMap((name) => EVENT_SUBSCRIBERS[name]))];
}
