import { Health, Shutdown } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { MessagingOptions } from '../messaging.options';
import { Bus } from '../redis/bus';
import { names } from '../redis/names';

export type HintListener = (data: unknown) => void;

/**
 * Plain pub/sub to every process that listens now: cache invalidation, presence, live fan-out. Hints get lost; whoever
 * must not miss one asks its source again `onGap`.
 */
@Injectable()
export class Hints {
  private readonly logger = new Logger(Hints.name);
  private readonly prefix: string;
  private readonly bus: Bus;
  private readonly listeners = new Map<string, Set<HintListener>>();

  constructor(options: MessagingOptions, health: Health, shutdown: Shutdown) {
    const { REDIS_URL: url, REDIS_KEY_PREFIX: prefix } = options.config;
    this.prefix = prefix;
    this.bus = new Bus({ url, prefix, name: `${options.service}:hints` });
    health.register('redis', async () => this.bus.assertHears(), { readiness: false });
    shutdown.onClose('hints', () => this.bus.close());
  }

  /** Whether hints are heard at the moment (self-ping within 3 s). */
  get hears(): boolean {
    try {
      this.bus.assertHears();
      return true;
    } catch {
      return false;
    }
  }

  /**
   * Tells every listener of a topic; this process's too, through Redis.
   * @returns whether Redis took it; never throws
   */
  async publish(topic: string, data: unknown): Promise<boolean> {
    try {
      await this.bus.publish(names.hint(this.prefix, topic), JSON.stringify(data ?? null));
      return true;
    } catch {
      return false;
    }
  }

  /** @returns a function that ends the subscription */
  subscribe(topic: string, listener: HintListener): () => void {
    const known = this.listeners.get(topic);
    const listeners = known ?? new Set();
    listeners.add(listener);
    if (!known) {
      this.listeners.set(topic, listeners);
      this.bus.listen(names.hint(this.prefix, topic), (text) => this.deliver(topic, text));
    }
    return () => listeners.delete(listener);
  }

  /** Calls `fn` when hints may have been missed (the connection was lost) and again when they are heard anew. */
  onGap(fn: (state: 'lost' | 'back') => void): void {
    this.bus.whenDown(() => fn('lost'));
    this.bus.whenUp(() => fn('back'));
  }

  private deliver(topic: string, text: string): void {
    for (const listener of this.listeners.get(topic) ?? []) {
      try {
        listener(JSON.parse(text));
      } catch (error) {
        this.logger.error({ msg: 'a hint was not understood', topic, err: error });
      }
    }
  }
}
