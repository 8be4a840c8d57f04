import { createRedis, Shutdown } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type Redis from 'ioredis';
import { ChatConfig } from '../config';

/** An entry that its process has not renewed for this long is of a process that died, in milliseconds. */
export const PRESENCE_LIFE_MS = 15_000;

/**
 * KEYS[1] expiries of all entries (`<member>|<process>`); KEYS[2] how many entries each member has.
 * ARGV[1] process, ARGV[2] life in ms, then members. Returns those who were not here before.
 */
const RENEW = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local came = {}
for i = 3, #ARGV do
  if redis.call('ZADD', KEYS[1], now + tonumber(ARGV[2]), ARGV[i] .. '|' .. ARGV[1]) == 1 then
    if redis.call('HINCRBY', KEYS[2], ARGV[i], 1) == 1 then came[#came + 1] = ARGV[i] end
  end
end
return came
`;

/** The same keys. ARGV[1] process, then members. Returns those who are nowhere any more. */
const DROP = `
local left = {}
for i = 2, #ARGV do
  if redis.call('ZREM', KEYS[1], ARGV[i] .. '|' .. ARGV[1]) == 1 then
    if redis.call('HINCRBY', KEYS[2], ARGV[i], -1) <= 0 then
      redis.call('HDEL', KEYS[2], ARGV[i])
      left[#left + 1] = ARGV[i]
    end
  end
end
return left
`;

/** The same keys. ARGV[1] most entries to take. Drops what expired; returns those who are nowhere any more, and when it did. */
const SWEEP = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local left = {}
local expired = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'WITHSCORES', 'LIMIT', 0, tonumber(ARGV[1]))
for i = 1, #expired, 2 do
  local entry = expired[i]
  redis.call('ZREM', KEYS[1], entry)
  local member = string.sub(entry, 1, string.find(entry, '|', 1, true) - 1)
  if redis.call('HINCRBY', KEYS[2], member, -1) <= 0 then
    redis.call('HDEL', KEYS[2], member)
    left[#left + 1] = member
    left[#left + 1] = expired[i + 1]
  end
end
return left
`;

interface Commands {
  presenceRenew(expiries: string, counts: string, process: string, life: number, ...ids: string[]): Promise<string[]>;
  presenceDrop(expiries: string, counts: string, process: string, ...ids: string[]): Promise<string[]>;
  presenceSweep(expiries: string, counts: string, most: number): Promise<string[]>;
}

const SWEPT_AT_ONCE = 500;
const RENEWED_AT_ONCE = 1_000;

/** Who is here, in Redis, for all processes together: each process enters its members and renews them. */
@Injectable()
export class PresenceStore {
  /** New at each start: what a process that died had entered expires under its own name. */
  readonly processId = randomUUID();
  private readonly redis: Redis;
  private readonly keys: [string, string];
  private answersSince = 0;

  constructor(config: ChatConfig, shutdown: Shutdown) {
    this.redis = createRedis(config.REDIS_URL, { name: 'chat-socket:presence' });
    this.redis.defineCommand('presenceRenew', { numberOfKeys: 2, lua: RENEW });
    this.redis.defineCommand('presenceDrop', { numberOfKeys: 2, lua: DROP });
    this.redis.defineCommand('presenceSweep', { numberOfKeys: 2, lua: SWEEP });
    this.redis.on('ready', () => (this.answersSince = Date.now()));
    const prefix = config.REDIS_KEY_PREFIX;
    this.keys = [`${prefix}:chat:presence:expiries`, `${prefix}:chat:presence:counts`];
    shutdown.onClose('presence', () => this.redis.disconnect());
  }

  /** Enters members of this process, or renews their entries. @returns who was nowhere before */
  async renew(ids: readonly string[]): Promise<string[]> {
    const came: string[] = [];
    for (let i = 0; i < ids.length; i += RENEWED_AT_ONCE) {
      const some = ids.slice(i, i + RENEWED_AT_ONCE);
      came.push(...(await this.commands.presenceRenew(...this.keys, this.processId, PRESENCE_LIFE_MS, ...some)));
    }
    return came;
  }

  /** @returns those of the members who are nowhere any more */
  async drop(ids: readonly string[]): Promise<string[]> {
    return ids.length === 0 ? [] : this.commands.presenceDrop(...this.keys, this.processId, ...ids);
  }

  /**
   * Takes out what processes that died have left. Not just after Redis came back: the living have to renew first.
   * @returns those who are nowhere any more, and when they were here
   */
  async sweep(): Promise<Map<string, Date>> {
    if (this.redis.status !== 'ready' || Date.now() - this.answersSince < PRESENCE_LIFE_MS) return new Map();
    const left = await this.commands.presenceSweep(...this.keys, SWEPT_AT_ONCE);
    const seenAt = (i: number): Date => new Date(Number(left[i + 1]) - PRESENCE_LIFE_MS);
    return new Map(left.flatMap((id, i) => (i % 2 === 0 ? [[id, seenAt(i)]] : [])));
  }

  /** @returns those of the members who are online. @throws when Redis is away */
  async onlineAmong(ids: readonly string[]): Promise<Set<string>> {
    if (ids.length === 0) return new Set();
    const counts = await this.redis.hmget(this.keys[1], ...ids);
    return new Set(ids.filter((_, i) => Number(counts[i] ?? 0) > 0));
  }

  /** @returns everybody who is online. @throws when Redis is away */
  async online(): Promise<Set<string>> {
    return new Set(await this.redis.hkeys(this.keys[1]));
  }

  private get commands(): Commands {
    return this.redis as unknown as Commands;
  }
}
