import { ApiClient, bound, Cable, Platform, until } from '@dongbaejul/testing';
import { randomUUID } from 'node:crypto';

const LONG = Boolean(process.env.FAULTS_LONG);
const LASTS_MS = LONG ? 30_000 : 1_500;
const CALLERS = 6;
const DEADLINE_MS = 3_000;
/** The gateway's own work, and the way back. */
const ALLOWANCE_MS = 1_000;

/** What can become of a connection without either end's doing. */
const FAULTS: Record<string, (cable: Cable) => void | Promise<void>> = {
  'is cut': (cable) => cable.cut(),
  'is late by 700 ms each way': (cable) => cable.slow(700),
  'carries nothing': (cable) => cable.stall('all'),
  'is reset every 200 ms': (cable) => cable.reset(200),
};
const PLACES = ['mongodb', 'redis', 'auth', 'core', 'chat-socket', 'band-sync'];
const KINDS = Object.keys(FAULTS);
/** The short form has each place and each fault, the long form each fault at each place. */
const tried = PLACES.flatMap((place, i) =>
  KINDS.filter((_, k) => LONG || k === (i + 2) % KINDS.length).map((fault) => [place, fault] as const),
);

const READS = ['/posts?limit=5', '/users/profile', '/users/members?limit=5', '/games', '/chat/rooms', '/photos/albums'];

interface Answered {
  what: string;
  status: number;
  ms: number;
}

/** whatever the network does to a dependency, every answer comes within the deadline; then all is well again. */
describe('a network that fails', () => {
  let platform: Platform;
  let member: ApiClient;
  const table: string[] = [];

  beforeAll(async () => {
    platform = await Platform.start({
      services: { auth: 1, core: 1, 'chat-socket': 1, 'band-sync': 1, gateway: 1 },
      cables: true,
      env: {
        '*': { BAND_API_URL: 'http://127.0.0.1:9', BAND_AUTH_URL: 'http://127.0.0.1:9', AUTO_CONNECT: 'false' },
        gateway: { PROXY_TIMEOUT_MS: String(DEADLINE_MS) },
      },
    });
    member = await platform.signIn('member');
  }, 120_000);
  afterAll(async () => {
    process.stdout.write(`\n${table.join('\n')}\n\n`);
    await platform.stop();
  }, 60_000);

  const load = async (isOver: () => boolean): Promise<Answered[]> => {
    const answered: Answered[] = [];
    const ask = async (what: string, asking: () => Promise<{ status: number }>): Promise<void> => {
      const start = performance.now();
      const { status } = await asking();
      answered.push({ what, status, ms: performance.now() - start });
    };
    const caller = async (_: unknown, first: number): Promise<void> => {
      for (let i = first; !isOver(); i += 1) {
        const path = READS[i % READS.length] as string;
        await ask(path, () => member.get(path));
        if (i % READS.length > 0) continue;
        const post = { title: '글', content: '내용', category: 'free' };
        const headers = { 'idempotency-key': randomUUID() };
        await ask('a new post', () => member.post('/posts', post, { headers }));
      }
    };
    await Promise.all(Array.from({ length: CALLERS }, caller));
    return answered;
  };

  it.each(tried)(
    '%s %s',
    async (place, fault) => {
      const cable = platform.cables.get(place) as Cable;
      const pids = platform.processes.map(({ pid }) => pid);
      const end = Date.now() + LASTS_MS;
      await FAULTS[fault]?.(cable);
      const answered = await load(() => Date.now() > end);

      await cable.mend();
      const mended = Date.now();
      for (const path of READS) {
        await until(async () => (await member.get(path)).status === 200, `${path} works again`, {
          withinMs: bound(10_000),
        });
      }
      const backAfter = Date.now() - mended;

      const slowest = Math.max(...answered.map(({ ms }) => ms));
      const counts = new Map<number, number>();
      for (const { status } of answered) counts.set(status, (counts.get(status) ?? 0) + 1);
      table.push(
        `${place} ${fault}: ${JSON.stringify(Object.fromEntries(counts))}, slowest ${slowest.toFixed(0)} ms, ` +
          `all well after ${backAfter} ms`,
      );
      expect(answered.filter(({ status }) => ![200, 201, 503, 504].includes(status))).toEqual([]);
      expect(answered.filter(({ ms }) => ms > bound(DEADLINE_MS + ALLOWANCE_MS))).toEqual([]);
      expect(platform.processes.map(({ pid }) => pid)).toEqual(pids);
      // What stands on nothing that is broken works on.
      if (place === 'band-sync')
        expect(answered.some(({ what, status }) => what === 'a new post' && status === 201)).toBe(true);
    },
    LASTS_MS + bound(30_000),
  );
});
