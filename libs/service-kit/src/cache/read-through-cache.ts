import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type Redis from 'ioredis';
import { metrics } from '../metrics/metrics';
import { OwedInvalidations } from './owed-invalidations';

export interface CachedOptions {
  /** Seconds that an entry lives at most. */
  ttl: number;
  /** What the value is made of: a change of any of these makes the entry worthless. */
  groups: readonly string[];
}

interface Entry<T> {
  generation: string;
  /** When one reader makes it anew while the others still get it, in ms since 1970. */
  refreshAt: number;
  value: T;
}

/** A cache that answers later than this is slower than what it spares. */
const PATIENCE_MS = 250;
/** After a failure Redis is left alone for this long. */
const REST_MS = 1_000;
const LOCK_MS = 3_000;
const WAIT_FOR_OTHERS_MS = 1_000;
const POLL_MS = 25;
const FRESH_SHARE = 0.8;
const GENERATION_LIFE_S = 7 * 24 * 3600;

const requests = metrics.counter({
  name: 'cache_requests_total',
  help: 'Reads through the cache, by outcome; bypassed: Redis is away, or does not know of a change yet',
  labelNames: ['outcome'],
});

/**
 * Values kept in Redis until what they are made of changes. An entry carries the generation of its groups, and a write
 * gives its groups a new one: no keys are searched for, and what was read before the write can never be taken for
 * newer. One reader makes a missing value, also across processes, while the others wait. Redis away is a slow read.
 */
export class ReadThroughCache {
  private readonly logger = new Logger('Cache');
  private readonly flights = new Map<string, Promise<unknown>>();
  private readonly owed: OwedInvalidations;
  private restUntil = 0;

  /**
   * @param root begins every key: `<prefix>:cache:<service>`
   * @param patienceMs how long an answer of Redis is waited for, in ms
   */
  constructor(
    private readonly redis: Redis,
    private readonly root: string,
    private readonly patienceMs = PATIENCE_MS,
  ) {
    this.owed = new OwedInvalidations((groups) => this.renew(groups));
  }

  /**
   * @param key tells the value from all others of this service; no personal data, no free text
   * @param load makes the value: plain data, as it goes through JSON
   * @throws what `load` throws, and nothing else
   */
  async get<T>(key: string, options: CachedOptions, load: () => Promise<T>): Promise<T> {
    if (this.isPassedBy(options.groups)) return this.bypass(load);
    let found: { generation: string; entry: Entry<T> | undefined };
    try {
      found = await this.read<T>(key, options.groups);
    } catch (error) {
      this.rest(error);
      return this.bypass(load);
    }
    const { generation, entry } = found;
    if (entry) {
      requests.inc({ outcome: 'hit' });
      if (Date.now() > entry.refreshAt) this.refresh(key, generation, options, load);
      return entry.value;
    }
    requests.inc({ outcome: 'miss' });
    return this.make(key, generation, options, load);
  }

  /** @returns the value where it is there and Redis answers; nobody makes it. Never throws */
  async peek<T>(key: string, groups: readonly string[]): Promise<T | undefined> {
    if (this.isPassedBy(groups)) return undefined;
    const found = await this.read<T>(key, groups).catch((error: unknown) => this.rest(error));
    return found?.entry?.value;
  }

  /**
   * Makes a value for those who come later: not where it is there, somebody makes it already, or Redis is away.
   * Never throws.
   */
  async prepare<T>(key: string, options: CachedOptions, load: () => Promise<T>): Promise<void> {
    if (this.isPassedBy(options.groups)) return;
    try {
      const { generation, entry } = await this.read<T>(key, options.groups);
      if (!entry) await this.makeUnlessMade(key, generation, options, load);
    } catch (error) {
      this.logger.debug({ msg: 'a value was not made', reason: (error as Error).message });
    }
  }

  /** Makes worthless what was made of these groups; done when it returns, or owed until Redis is back. Never throws. */
  async invalidate(groups: readonly string[]): Promise<void> {
    try {
      await this.renew(groups);
    } catch (error) {
      this.rest(error);
      this.owed.add(groups);
    }
  }

  close(): void {
    this.owed.close();
    this.redis.disconnect();
  }

  private isPassedBy(groups: readonly string[]): boolean {
    return Date.now() < this.restUntil || this.owed.has(groups);
  }

  private bypass<T>(load: () => Promise<T>): Promise<T> {
    requests.inc({ outcome: 'bypassed' });
    return load();
  }

  private async renew(groups: readonly string[]): Promise<void> {
    const write = this.redis.pipeline();
    for (const group of groups) write.set(this.generationKey(group), randomUUID(), 'EX', GENERATION_LIFE_S);
    const replies = await this.inTime(write.exec());
    const failed = replies?.find(([error]) => error);
    if (!replies || failed) throw failed?.[0] ?? new Error('Redis did not answer');
  }

  private async read<T>(
    key: string,
    groups: readonly string[],
  ): Promise<{ generation: string; entry: Entry<T> | undefined }> {
    const keys = [...groups.map((group) => this.generationKey(group)), this.entryKey(key)];
    let values = await this.inTime(this.redis.mget(keys));
    if (values.slice(0, -1).includes(null)) {
      await this.beginGenerations(groups);
      values = await this.inTime(this.redis.mget(keys));
    }
    const generation = values.slice(0, -1).join(' ');
    const entry = parsed<T>(values.at(-1) ?? null);
    return { generation, entry: entry?.generation === generation ? entry : undefined };
  }

  private async beginGenerations(groups: readonly string[]): Promise<void> {
    for (const group of groups) {
      await this.inTime(this.redis.set(this.generationKey(group), randomUUID(), 'EX', GENERATION_LIFE_S, 'NX'));
    }
  }

  /** Whoever began after the last change shares one making of the value. */
  private make<T>(key: string, generation: string, options: CachedOptions, load: () => Promise<T>): Promise<T> {
    const flight = `${generation} ${key}`;
    const known = this.flights.get(flight);
    if (known) return known as Promise<T>;
    const made = this.makeOnce(key, generation, options, load).finally(() => this.flights.delete(flight));
    this.flights.set(flight, made);
    return made;
  }

  private async makeOnce<T>(
    key: string,
    generation: string,
    options: CachedOptions,
    load: () => Promise<T>,
  ): Promise<T> {
    // Without Redis nobody can be asked to wait.
    const isMine = await this.lock(key, generation).catch(() => undefined);
    if (isMine === undefined) return this.fill(key, generation, options, load);
    const others = isMine
      ? await this.madeBeforeLock<T>(key, generation, options.groups)
      : await this.othersValue<T>(key, generation, options.groups);
    return others ? others.value : this.fill(key, generation, options, load);
  }

  /** Makes it anew before it expires, unless somebody does so already. Nobody waits for it. */
  private refresh<T>(key: string, generation: string, options: CachedOptions, load: () => Promise<T>): void {
    this.makeUnlessMade(key, generation, options, load).catch((error: unknown) =>
      this.logger.debug({ msg: 'a value was not renewed', reason: (error as Error).message }),
    );
  }

  private async makeUnlessMade<T>(
    key: string,
    generation: string,
    options: CachedOptions,
    load: () => Promise<T>,
  ): Promise<void> {
    if (!(await this.lock(key, generation))) return;
    if (await this.madeBeforeLock(key, generation, options.groups)) return;
    await this.fill(key, generation, options, load);
  }

  /** Another may have made it between our looking for it and our lock, which is let go of then. */
  private async madeBeforeLock<T>(
    key: string,
    generation: string,
    groups: readonly string[],
  ): Promise<Entry<T> | undefined> {
    const found = await this.read<T>(key, groups).catch(() => undefined);
    if (!found?.entry || found.generation !== generation || Date.now() > found.entry.refreshAt) return undefined;
    this.unlock(key, generation);
    return found.entry;
  }

  private async lock(key: string, generation: string): Promise<boolean> {
    return (await this.inTime(this.redis.set(this.lockKey(key, generation), generation, 'PX', LOCK_MS, 'NX'))) !== null;
  }

  private unlock(key: string, generation: string): void {
    void this.redis.del(this.lockKey(key, generation)).catch(() => undefined);
  }

  private async fill<T>(key: string, generation: string, { ttl }: CachedOptions, load: () => Promise<T>): Promise<T> {
    try {
      const value = await load();
      const entry: Entry<T> = { generation, refreshAt: Date.now() + ttl * 1_000 * FRESH_SHARE, value };
      await this.inTime(this.redis.set(this.entryKey(key), JSON.stringify(entry), 'EX', ttl)).catch((error: unknown) =>
        this.rest(error),
      );
      return value;
    } finally {
      this.unlock(key, generation);
    }
  }

  /** Another process makes it: its value, unless that takes too long. */
  private async othersValue<T>(
    key: string,
    generation: string,
    groups: readonly string[],
  ): Promise<Entry<T> | undefined> {
    for (const end = Date.now() + WAIT_FOR_OTHERS_MS; Date.now() < end; await pause(POLL_MS)) {
      const found = await this.read<T>(key, groups).catch(() => undefined);
      if (!found || found.generation !== generation) return undefined;
      if (found.entry) return found.entry;
    }
    return undefined;
  }

  private rest(error: unknown): void {
    if (Date.now() >= this.restUntil)
      this.logger.warn({ msg: 'the cache is passed by', reason: (error as Error).message });
    this.restUntil = Date.now() + REST_MS;
  }

  private async inTime<T>(promise: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => reject(new Error('Redis is slow')), this.patienceMs);
    });
    promise.catch(() => undefined);
    return Promise.race([promise, late]).finally(() => clearTimeout(timer));
  }

  private generationKey(group: string): string {
    return `${this.root}:generation:${group}`;
  }

  /** Who makes what was true before a change keeps nobody from making what is true now. */
  private lockKey(key: string, generation: string): string {
    return `${this.entryKey(key)}:lock:${generation}`;
  }

  private entryKey(key: string): string {
    return `${this.root}:${key}`;
  }
}

function parsed<T>(text: string | null): Entry<T> | undefined {
  try {
    return text === null ? undefined : (JSON.parse(text) as Entry<T>);
  } catch {
    return undefined;
  }
}
