import { Platform, ServiceProcess, until } from '@dongbaejul/testing';
import path from 'node:path';
import { Account, newGroup, newMembers } from '../support/chat-client';
import { MixedLoad } from '../support/mixed-load';

const LONG = Boolean(process.env.FAULTS_LONG);
const MINUTE = 60_000;
/**
 * First caches fill and code is compiled; what comes after must leave no more behind. The long form lasts as long as it
 * says, the short one until so many requests are answered, however fast that is.
 */
const WARM_UP = LONG ? { ms: 10 * MINUTE } : { requests: 400 };
const LOAD = LONG ? { ms: 50 * MINUTE } : { requests: 1_000 };
const MEMBERS = 8;
/** The long form runs beside a club of its real size. */
const SMALL_CLUB = { EMULATOR_MEMBERS: '40', EMULATOR_POSTS: '80', EMULATOR_ALBUMS: '3', EMULATOR_PHOTOS: '100' };
/**
 * What a process may hold more after the load than before it: what V8 keeps of code that was compiled late, and caches
 * that are bounded but not full yet.
 */
const MAY_GROW_BYTES = (LONG ? 12 : 4) * 1024 * 1024;

interface Held {
  heapUsed: number;
  external: number;
  rss: number;
}

/** whatever members do, no process keeps more and more of it. */
describe('mixed load', () => {
  let platform: Platform;
  let people: Account[];
  let load: MixedLoad;

  beforeAll(async () => {
    const probe = path.resolve(__dirname, '../support/heap-probe.cjs');
    platform = await Platform.start({
      services: { 'band-emulator': 1, auth: 1, core: 1, 'chat-socket': 1, 'band-sync': 1, gateway: 1 },
      env: {
        '*': { NODE_OPTIONS: `--require ${probe}` },
        ...(!LONG && { 'band-emulator': SMALL_CLUB }),
      },
    });
    await platform.whenSynced();
    people = await newMembers(platform, MEMBERS);
    load = new MixedLoad(platform.gateway.url, await newGroup(people));
  }, 300_000);
  afterAll(() => platform.stop(), 60_000);

  const answered = (): number => [...load.answers.values()].reduce((sum, count) => sum + count, 0);
  const spell = async ({ ms = Infinity, requests = Infinity }): Promise<void> => {
    const [end, last] = [Date.now() + ms, answered() + requests];
    const member = async (who: Account): Promise<void> => {
      for (let round = 0; Date.now() < end && answered() < last; round += 1) await load.round(who, round);
    };
    await Promise.all(people.map(member));
  };

  const heldBy = async (replica: ServiceProcess): Promise<Held> => {
    const said = (): Held[] => replica.entries().flatMap(({ heap_probe: held }) => (held ? [held as Held] : []));
    if (!replica.pid) throw new Error(`${replica.service} has ended:\n${replica.lines.slice(-15).join('\n')}`);
    replica.lines.length = 0;
    process.kill(replica.pid, 'SIGWINCH');
    return until(() => said().at(-1), `${replica.service} says what it holds`);
  };
  const held = async (): Promise<Map<string, Held>> => {
    const pairs = platform.processes.map(async (one) => [one.service, await heldBy(one)] as const);
    return new Map(await Promise.all(pairs));
  };

  it(
    'leaves nothing behind in any process',
    async () => {
      await spell(WARM_UP);
      const before = await held();
      const asked = answered();
      await spell(LOAD);
      const after = await held();

      const answers = Object.fromEntries(load.answers);
      const more = answered() - asked;
      const mb = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);
      const table = [...after].map(([name, now]) => {
        const then = before.get(name) as Held;
        const grown = now.heapUsed + now.external - then.heapUsed - then.external;
        return { name, grown, text: `${name} ${mb(then.heapUsed)} to ${mb(now.heapUsed)} MB, resident ${mb(now.rss)}` };
      });
      process.stdout.write(
        `${more} requests after ${asked}: ${table.map(({ text }) => text).join('; ')}; ${JSON.stringify(answers)}\n`,
      );
      expect(table.filter(({ grown }) => grown > MAY_GROW_BYTES).map(({ text }) => text)).toEqual([]);
      // A load that is refused would show nothing.
      const done = (answers[200] ?? 0) + (answers[201] ?? 0);
      expect(done / (asked + more)).toBeGreaterThan(0.75);
      expect([answers[500], answers[502]]).toEqual([undefined, undefined]);
    },
    (LONG ? 60 : 0) * MINUTE + 5 * MINUTE,
  );
});
