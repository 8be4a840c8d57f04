import type Redis from 'ioredis';

/**
 * A sliding window over a sorted set, one member per event, exact across replicas. Time is Redis's own, so replicas'
 * clocks do not matter.
 * KEYS[1] window; ARGV: window ms, limit, wanted, member prefix.
 * Returns { granted, used after, ms until the oldest event leaves (0 when empty) }.
 */
const TAKE = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local window, limit, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
local used = redis.call('ZCARD', KEYS[1])
local granted = math.max(0, math.min(wanted, limit - used))
for i = 1, granted do redis.call('ZADD', KEYS[1], now, ARGV[4] .. ':' .. i) end
if granted > 0 then redis.call('PEXPIRE', KEYS[1], window) end
local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
local reset = oldest[2] and math.max(0, oldest[2] + window - now) or 0
return { granted, used + granted, reset }
`;

export interface WindowTake {
  /** How many of the wanted events fit. */
  granted: number;
  /** Events in the window now. */
  used: number;
  /** Milliseconds until the oldest event leaves the window. */
  resetMs: number;
}

interface TakeCommand {
  takeSlidingWindow(
    key: string,
    window: number,
    limit: number,
    wanted: number,
    id: string,
  ): Promise<[number, number, number]>;
}

let sequence = 0;
const processId = `${process.pid}-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}`;

/** Counts events per key in the last `windowMs`, in Redis, for all replicas together. */
export class SlidingWindow {
  private readonly commands: TakeCommand;

  constructor(
    private readonly redis: Redis,
    private readonly prefix: string,
  ) {
    if (!('takeSlidingWindow' in redis)) redis.defineCommand('takeSlidingWindow', { numberOfKeys: 1, lua: TAKE });
    this.commands = redis as unknown as TakeCommand;
  }

  /**
   * Takes up to `wanted` places.
   * @param wanted 0 only looks
   * @returns what was granted; fewer than wanted means that the limit is reached
   * @throws the Redis error when it is away: the caller decides what then holds
   */
  async take(key: string, limit: number, windowMs: number, wanted = 1): Promise<WindowTake & { id: string }> {
    const id = `${processId}-${(sequence += 1)}`;
    const [granted, used, resetMs] = await this.commands.takeSlidingWindow(this.name(key), windowMs, limit, wanted, id);
    return { granted, used, resetMs, id };
  }

  /** Gives back the places `from`..`to` (1-based, inclusive) of an earlier take. */
  async giveBack(key: string, id: string, from: number, to: number): Promise<void> {
    const members = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => `${id}:${from + index}`);
    if (members.length > 0) await this.redis.zrem(this.name(key), ...members);
  }

  /** Forgets all events of a key. */
  async clear(key: string): Promise<void> {
    await this.redis.del(this.name(key));
  }

  private name(key: string): string {
    return `${this.prefix}:limit:${key}`;
  }
}
