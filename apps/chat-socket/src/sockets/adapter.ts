import { createRedis } from '@dongbaejul/service-kit';
import { createAdapter } from '@socket.io/redis-streams-adapter';
import type Redis from 'ioredis';
import type { ChatConfig } from '../config';
import { roomOfSocketRoom } from './socket-types';

/** How long a connection that broke may be taken up again. */
export const RECOVERY_MS = 2 * 60 * 1_000;
/** Reading the stream blocks this long, and a stopping process waits for it. */
const BLOCK_MS = 1_000;
const STREAM_LENGTH = 10_000;

type AdapterOf = ReturnType<typeof createAdapter>;
type Adapter = ReturnType<AdapterOf>;
interface Session {
  sid: string;
  pid: string;
  rooms: string[];
  missedPackets: unknown[];
  data: Record<string, unknown>;
}

/**
 * The Redis streams adapter: takes what is safe to lose (typing, who comes and goes) to the other processes, and gives a
 * broken connection its id and rooms back. Messages do not travel by it (see RoomFeeds), so recovery saves a client
 * joining anew, and `room:sync` is what brings it what it missed.
 */
export function streamsAdapter(config: ChatConfig): { adapter: AdapterOf; redis: Redis } {
  // It waits inside blocking commands; without a queue it would spin when Redis is away.
  const redis = createRedis(config.REDIS_URL, { name: 'chat-socket:sockets', blocking: true });
  forgiveLosses(redis);
  const prefix = config.REDIS_KEY_PREFIX;
  const sessions = `${prefix}:chat:session:`;
  const create = createAdapter(redis, {
    streamName: `${prefix}:chat:sockets`,
    channelPrefix: `${prefix}:chat:sockets`,
    maxLen: STREAM_LENGTH,
    blockTimeInMs: BLOCK_MS,
  });
  // Socket.IO calls it with `new`, which an arrow function cannot be.
  const adapter: AdapterOf = function (nsp: Parameters<AdapterOf>[0]) {
    return withCarefulRecovery(create(nsp), redis, sessions);
  };
  return { adapter, redis };
}

/** The adapter leaves the promises of these alone; a rejection would end the process. */
function forgiveLosses(redis: Redis): void {
  for (const name of ['set', 'xadd', 'publish'] as const) {
    const original = redis[name].bind(redis) as (...args: unknown[]) => Promise<unknown>;
    Object.assign(redis, { [name]: (...args: unknown[]) => original(...args).catch(() => null) });
  }
}

/**
 * A session is kept only while Redis answers, and taken up without rooms and without what was missed: whether the member
 * may be in a room and whom they mute is asked anew, and then it is joined as always. The adapter's own way asks for the
 * last argument that the client has heard to be a place in its stream; ours may be anything.
 */
function withCarefulRecovery(adapter: Adapter, redis: Redis, keyPrefix: string): Adapter {
  adapter.persistSession = ({ sid, pid, rooms, data }: Parameters<Adapter['persistSession']>[0]) => {
    if (redis.status !== 'ready') return;
    const { identity, claims, language } = data as Record<string, unknown>;
    const wasIn = [...rooms].filter((name) => roomOfSocketRoom(name) !== undefined);
    const kept = JSON.stringify({ sid, pid, data: { identity, claims, language, wasIn } });
    void redis.set(`${keyPrefix}${pid}`, kept, 'PX', RECOVERY_MS);
  };
  const restoreSession = async (pid: string): Promise<Session> => {
    if (redis.status !== 'ready') throw new Error('Redis is away');
    const kept = await redis.getdel(`${keyPrefix}${pid}`);
    if (kept === null) throw new Error('There is no such session');
    return { ...(JSON.parse(kept) as Pick<Session, 'sid' | 'pid' | 'data'>), rooms: [], missedPackets: [] };
  };
  Object.assign(adapter, { restoreSession });
  return adapter;
}
