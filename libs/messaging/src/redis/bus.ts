import { randomUUID } from 'node:crypto';
import { createRedis } from '@dongbaejul/service-kit';
import { Logger } from '@nestjs/common';
import type Redis from 'ioredis';
import { names } from './names';

export interface BusOptions {
  url: string;
  prefix: string;
  /** Of the two connections, in CLIENT LIST and logs. */
  name: string;
}

const PING_MS = 1_000;
/** Without hearing its own ping for this long a bus counts as deaf. */
const DEAF_MS = 3_000;

/**
 * A pair of connections for plain pub/sub that knows whether it really hears: it pings itself through its own
 * subscription each second. A connection that looks open and is dead (half-open TCP, measured) is reset.
 */
export class Bus {
  readonly id = randomUUID();
  readonly pub: Redis;
  readonly sub: Redis;
  private readonly logger = new Logger('Bus');
  private readonly listeners = new Map<string, (text: string) => void>();
  private readonly onUp: (() => void)[] = [];
  private readonly onDown: (() => void)[] = [];
  private readonly pingChannel: string;
  private readonly timer: NodeJS.Timeout;
  private subscribed = false;
  private heardAt = 0;
  private openSince = 0;
  private closed = false;

  constructor(private readonly options: BusOptions) {
    this.pub = createRedis(options.url, { name: `${options.name}-pub` });
    this.sub = createRedis(options.url, { name: `${options.name}-sub` });
    this.pingChannel = names.ping(options.prefix, this.id);
    this.listeners.set(this.pingChannel, () => (this.heardAt = Date.now()));
    this.sub.on('message', (channel: string, text: string) => this.listeners.get(channel)?.(text));
    this.sub.on('ready', () => void this.subscribeAll());
    this.pub.on('ready', () => this.announce());
    for (const connection of [this.sub, this.pub]) connection.on('close', () => this.goDown());
    this.timer = setInterval(() => this.ping(), PING_MS);
    this.timer.unref();
  }

  /** Whether messages can be sent and would be heard, as far as the connections tell. */
  get isOpen(): boolean {
    return this.subscribed && this.pub.status === 'ready';
  }

  /** @throws when the bus has not heard itself for 3 s */
  assertHears(): void {
    if (Date.now() - this.heardAt > DEAF_MS) throw new Error(`${this.options.name} does not hear itself`);
  }

  /** Calls `fn` each time the bus has (re)gained its subscriptions: what was said before is lost. */
  whenUp(fn: () => void): void {
    this.onUp.push(fn);
  }

  /** Calls `fn` each time a connection is lost. */
  whenDown(fn: () => void): void {
    this.onDown.push(fn);
  }

  /** Hears a channel from now on, and again after each reconnection. Safe while Redis is away. */
  listen(channel: string, fn: (text: string) => void): void {
    this.listeners.set(channel, fn);
    if (this.sub.status === 'ready') void this.subscribeAll();
  }

  /** Stops hearing a channel. */
  async unlisten(channel: string): Promise<void> {
    this.listeners.delete(channel);
    await this.sub.unsubscribe(channel).catch(() => undefined);
  }

  /** @returns how many heard it. @throws the Redis error when it could not be sent */
  publish(channel: string, text: string): Promise<number> {
    return this.pub.publish(channel, text);
  }

  close(): void {
    this.closed = true;
    clearInterval(this.timer);
    this.sub.disconnect();
    this.pub.disconnect();
  }

  private async subscribeAll(): Promise<void> {
    try {
      await this.sub.subscribe(...this.listeners.keys());
    } catch (error) {
      // The missing ping will be noticed and the connection reset.
      this.logger.debug({ msg: 'subscribing failed', bus: this.options.name, reason: (error as Error).message });
      return;
    }
    if (this.subscribed || this.closed) return;
    this.subscribed = true;
    this.announce();
  }

  private announce(): void {
    if (!this.isOpen || this.openSince > 0) return;
    this.openSince = Date.now();
    this.ping();
    for (const fn of this.onUp) fn();
  }

  private goDown(): void {
    if (this.sub.status !== 'ready') this.subscribed = false;
    if (this.openSince === 0) return;
    this.openSince = 0;
    this.heardAt = 0;
    for (const fn of this.onDown) fn();
  }

  private ping(): void {
    if (this.sub.status === 'ready' && this.pub.status === 'ready') {
      this.pub.publish(this.pingChannel, '').catch(() => undefined);
    }
    if (this.openSince === 0) {
      if (this.sub.status === 'ready' && !this.subscribed) void this.subscribeAll();
      return;
    }
    if (Date.now() - Math.max(this.heardAt, this.openSince) <= DEAF_MS) return;
    this.logger.warn({ msg: 'connected but deaf: connecting anew', bus: this.options.name });
    this.openSince = Date.now();
    this.sub.disconnect(true);
    this.pub.disconnect(true);
  }
}
