import type { ServiceName } from '@dongbaejul/contracts';
import { createRedis, metrics } from '@dongbaejul/service-kit';
import { Logger } from '@nestjs/common';
import type Redis from 'ioredis';
import { RequestSigner } from '../signature/request-signature';
import {
  HEARTBEAT_EVERY_MS,
  REVOCATIONS_PATH,
  RevocationMessage,
  RevocationSnapshot,
  revocationChannel,
} from './revocation';
import type { RevocationList } from './revocation-list';

const POLL_EVERY_MS = 500;
const POLL_TIMEOUT_MS = 450;
/** Before the first there is nothing that could be out of date, and a machine that starts everything is slow. */
const FIRST_TIMEOUT_MS = 5_000;
const SWEEP_EVERY_MS = 60_000;
/** One heartbeat may be older than a message that overtook it; this many in a row may not. */
const BEHIND_HEARTBEATS = 8;
/** After this long without a heartbeat the subscription is made anew. */
const DEAF_AFTER_MS = 5_000;
/** Redis has answered nothing for this long: it is away, whatever its connection says. */
const AWAY_AFTER_MS = 1_500;
/** Two heartbeats missed: something between auth and here does not flow. */
const SILENT_AFTER_MS = 2 * HEARTBEAT_EVERY_MS + 50;

export interface RevocationFeedOptions {
  redisUrl: string;
  prefix: string;
  /** auth's addresses; the next is tried when one does not answer. */
  authUrls: string[];
  signingSecret: string;
  /** Who asks, for the signature. */
  caller: ServiceName;
}

/**
 * Keeps a RevocationList current within a second. Normally auth's pub/sub messages are enough. A gap in the
 * revisions, a silence, or a lost connection makes it ask auth itself twice a second, until heartbeats arrive again
 * and a snapshot asked for after the first of them is in.
 */
export class RevocationFeed {
  private readonly logger = new Logger(RevocationFeed.name);
  private readonly signer: RequestSigner;
  // Made here, so that only processes with a feed export them.
  private readonly wholeGauge = metrics.gauge({
    name: 'revocations_feed_whole',
    help: '1 while revocations arrive by pub/sub',
  });
  private readonly listGauge = metrics.gauge({
    name: 'revocations_held',
    help: 'Ended sessions and stale accounts in memory',
  });
  private subscriber: Redis | undefined;
  private timers: NodeJS.Timeout[] = [];
  private heardAt = 0;
  private snapshotFailed = false;
  private lastFailure = 'not asked yet';
  private snapshotSeen = false;
  /** False from the first sign of a gap until a snapshot asked for after the sign of life. */
  private whole = false;
  private suspected = false;
  /** From the end of a connection until something is heard on the next. */
  private isCut = false;
  private polling: Promise<void> | undefined;
  private nextUrl = 0;
  private behind = 0;
  private restores = 0;
  private renewedAt = 0;
  private answeredAt = 0;

  constructor(
    private readonly list: RevocationList,
    private readonly options: RevocationFeedOptions,
  ) {
    this.signer = new RequestSigner(options.signingSecret);
  }

  /** Whether an unseen token may be believed: not before the first snapshot, nor while both Redis and auth are away. */
  get acceptsNewTokens(): boolean {
    return this.snapshotSeen && !(this.isSilent() && this.snapshotFailed && this.redisIsAway());
  }

  /** Subscribes and starts watching, once; `firstSnapshot` tells when the list is usable. */
  start(): void {
    if (this.subscriber) return;
    this.heardAt = Date.now();
    this.subscriber = createRedis(this.options.redisUrl, { name: `${this.options.caller}:revocations` });
    const channel = revocationChannel(this.options.prefix);
    // ioredis subscribes again by itself after a reconnect only where offline commands may queue; so do it here.
    this.subscriber.on('ready', () => void this.subscriber?.subscribe(channel).catch(() => undefined));
    this.subscriber.on('close', () => {
      this.isCut = true;
      this.suspect('connection lost');
    });
    this.subscriber.on('message', (_channel, text: string) => this.receive(text));
    this.timers = [
      setInterval(() => this.watch(), HEARTBEAT_EVERY_MS),
      setInterval(() => void this.pollUnlessWhole(), POLL_EVERY_MS),
      setInterval(() => this.list.sweep(), SWEEP_EVERY_MS),
    ];
  }

  /** Asks auth for all that is in force. @throws when auth does not answer */
  async firstSnapshot(): Promise<void> {
    await this.poll();
    if (!this.snapshotSeen) throw new Error(`auth has not sent its revocations yet: ${this.lastFailure}`);
  }

  stop(): void {
    // Its own goodbye is no lost connection.
    this.whole = false;
    this.timers.forEach(clearInterval);
    this.subscriber?.disconnect();
  }

  /** One that hangs is open still, so it is asked. */
  private redisIsAway(): boolean {
    return this.subscriber?.status !== 'ready' || Date.now() - Math.max(this.heardAt, this.answeredAt) > AWAY_AFTER_MS;
  }

  private isSilent(): boolean {
    return Date.now() - this.heardAt > SILENT_AFTER_MS;
  }

  private watch(): void {
    if (this.whole && this.isSilent()) this.suspect('silence');
    if (this.isSilent()) this.askRedis();
    this.renewDeafConnection();
    this.wholeGauge.set(this.whole ? 1 : 0);
    this.listGauge.set(this.list.size);
  }

  private askRedis(): void {
    this.subscriber?.ping().then(
      () => (this.answeredAt = Date.now()),
      () => undefined,
    );
  }

  /** auth answers and its heartbeats do not arrive: the subscription may be half open, which nothing else would find. */
  private renewDeafConnection(): void {
    const silentSince = Math.max(this.heardAt, this.renewedAt);
    if (this.snapshotFailed || Date.now() - silentSince < DEAF_AFTER_MS || this.subscriber?.status !== 'ready') return;
    this.renewedAt = Date.now();
    this.subscriber.disconnect(true);
  }

  private suspect(reason: string): void {
    if (!this.whole) return;
    this.whole = false;
    this.suspected = true;
    this.logger.warn({ msg: 'revocations may be missing, asking auth', reason });
    void this.poll();
  }

  private receive(text: string): void {
    const message = parseMessage(text);
    if (!message) return this.suspect('a message nobody can read');
    this.heardAt = Date.now();
    this.isCut = false;
    const revision = message.type === 'revoked' ? message.entry.revision : message.revision;
    if (message.type === 'revoked') this.list.add(message.entry);
    if (message.type === 'revoked' && revision === this.list.revision + 1) this.list.revision = revision;
    else if (revision > this.list.revision) this.suspect('gap');
    if (message.type === 'heartbeat') this.watchForRestore(revision);
  }

  /** auth counts from an older revision again: its database was put back. All in force is asked for anew. */
  private watchForRestore(revision: number): void {
    this.behind = revision < this.list.revision ? this.behind + 1 : 0;
    if (this.behind < BEHIND_HEARTBEATS) return;
    this.behind = 0;
    this.list.revision = 0;
    // What is being asked for now was asked with the old count.
    this.restores += 1;
    this.suspect('auth was restored');
  }

  private async pollUnlessWhole(): Promise<void> {
    if (!this.whole) await this.poll();
  }

  private poll(): Promise<void> {
    this.polling ??= this.fetchSnapshot().finally(() => (this.polling = undefined));
    return this.polling;
  }

  private async fetchSnapshot(): Promise<void> {
    const wasAlive = !this.isSilent() && !this.isCut;
    const restores = this.restores;
    const signal = AbortSignal.timeout(this.snapshotSeen ? POLL_TIMEOUT_MS : FIRST_TIMEOUT_MS);
    const url = this.options.authUrls[this.nextUrl % this.options.authUrls.length] ?? '';
    const path = `${REVOCATIONS_PATH}?since=${this.list.revision}`;
    try {
      const headers = this.signer.sign({
        service: 'auth',
        method: 'GET',
        path,
        clientAddress: '',
        caller: this.options.caller,
      });
      const response = await fetch(url + path, { headers, signal });
      if (!response.ok) throw new Error(`auth answered ${response.status}`);
      const { data } = (await response.json()) as { data: RevocationSnapshot };
      data.entries.forEach((entry) => this.list.add(entry));
      if (restores === this.restores) this.list.revision = Math.max(this.list.revision, data.revision);
      this.snapshotFailed = false;
      this.snapshotSeen = true;
      if (wasAlive && !this.whole && restores === this.restores) {
        this.whole = true;
        // As loud as the line that it closes.
        const level = this.suspected ? 'warn' : 'log';
        this.logger[level]({
          msg: this.suspected ? 'revocations are whole again' : 'revocations are whole',
          revision: this.list.revision,
        });
        this.suspected = false;
      }
    } catch (error) {
      this.snapshotFailed = true;
      this.lastFailure = (error as Error).message;
      this.nextUrl += 1;
    }
  }
}

function parseMessage(text: string): RevocationMessage | undefined {
  try {
    const message = JSON.parse(text) as RevocationMessage;
    const revision: unknown = message.type === 'revoked' ? message.entry.revision : message.revision;
    return typeof revision === 'number' ? message : undefined;
  } catch {
    return undefined;
  }
}
