import type { GameState } from '@dongbaejul/contracts';
import { bound } from '@dongbaejul/testing';
import * as fc from 'fast-check';
import type { GameAnswer } from '../src/games/dto/game.dto';
import { CoreUnderTest, Member } from './support/core-under-test';
import { crowd } from './support/crowd';
import { arrange, gameOf, join } from './support/play';

/** The long form of R-12 has a thousand members; `yarn test:faults` sets it. */
const IS_LONG = Boolean(process.env.FAULTS_LONG);
const MEMBERS = IS_LONG ? 1_000 : 100;
const PLACES = 10;
/** Requests of the crowd that are on their way at once; a request is signed when it is sent, for 30 s. */
const AT_ONCE = 100;
/** The gateway's deadline of a route. */
const DEADLINE_MS = 10_000;

let core: CoreUnderTest;
let host: Member;

beforeAll(async () => {
  core = await CoreUnderTest.start();
  host = core.member();
});
afterAll(() => core.stop());

interface Rosters {
  playing: string[];
  waiting: { party: string; id: string }[];
}

const rostersOf = (game: GameState): Rosters => ({
  playing: game.participants.map(({ id }) => id),
  waiting: game.waiting_list.map(({ id, guest }) => ({ id, party: guest?.invited_by ?? id })),
});

/** Never too many, nobody twice, guests with their member, nobody waits who would fit. */
function expectFair(game: GameState): void {
  const { playing, waiting } = rostersOf(game);
  expect(playing.length).toBeLessThanOrEqual(PLACES);
  const all = [...playing, ...waiting.map(({ id }) => id)];
  expect(new Set(all).size).toBe(all.length);
  const members = new Set(playing);
  for (const { guest } of game.participants) if (guest) expect(members).toContain(guest.invited_by);
  // The last party shown may be cut; what is asked of the others holds for it as well.
  const parties = new Set(
    waiting.slice(0, game.waiting_count === waiting.length ? undefined : -11).map((p) => p.party),
  );
  for (const party of parties) {
    const size = waiting.filter((one) => one.party === party).length;
    expect(playing.length + size).toBeGreaterThan(PLACES);
  }
}

const timed = async <T>(work: () => Promise<T>, slowest: number[]): Promise<T> => {
  const begun = Date.now();
  const value = await work();
  slowest.push(Date.now() - begun);
  return value;
};

describe(`${MEMBERS} members and ${PLACES} places (R-12)`, () => {
  it('fill fairly while all join and leave at once, parties of guests among them', async () => {
    const game = await arrange(host, { game_type: 'free', max_participants: PLACES });
    const members = Array.from({ length: MEMBERS }, () => core.member());
    const times: number[] = [];
    let isDone = false;
    const read = async (): Promise<number> => {
      let reads = 0;
      for (; !isDone; reads += 1) expectFair(gameOf(await host.client.get<GameAnswer>(`/games/${game.id}`)));
      return reads;
    };
    const guests = (i: number): string[] => Array.from({ length: i % 4 === 0 ? (i % 3) + 1 : 0 }, (_, n) => `손님${n}`);
    const leavers = members.filter((_, i) => i % 3 !== 1);
    const reading = read();
    try {
      const joined = await crowd(members, AT_ONCE, (member, i) => timed(() => join(member, game.id, guests(i)), times));
      expect(new Set(joined.map(({ status }) => status))).toEqual(new Set([200]));
      await crowd(leavers, AT_ONCE, async (member, i) => {
        const left = await timed(() => member.client.delete<GameAnswer>(`/games/${game.id}/join`), times);
        expectFair(gameOf(left));
        if (i % 2 === 0) await timed(() => join(member, game.id), times);
      });
    } finally {
      // The reader stops too when something fails, or it would read on into the tests after this one.
      isDone = true;
      await Promise.allSettled([reading]);
    }
    expect(await reading).toBeGreaterThan(0);
    const row = await core.db.collection('games').findOne({ host_id: host.id });
    const stayed = new Set([
      ...members.filter((_, i) => i % 3 === 1).map(({ id }) => id),
      ...leavers.filter((_, i) => i % 2 === 0).map(({ id }) => id),
    ]);
    const parties = new Set(
      [...(row?.players as { party: string }[]), ...(row?.waiting as { party: string }[])].map((p) => p.party),
    );
    expect(parties).toEqual(stayed);
    expect((row?.players as unknown[]).length).toBe(PLACES);
    expect(Math.max(...times)).toBeLessThan(bound(DEADLINE_MS));
  }, 120_000);

  it('stay fair for any order of acts (model-based)', async () => {
    const members = Array.from({ length: 8 }, () => core.member());
    const act = fc.record({ who: fc.nat({ max: 7 }), joins: fc.boolean(), guests: fc.nat({ max: 2 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 20 }), async (acts) => {
        const game = await arrange(host, { game_type: 'free', max_participants: 4 });
        // The model: parties in order of coming; whoever fits plays.
        const playing = new Map<string, number>();
        const waiting = new Map<string, number>();
        const taken = (): number => [...playing.values()].reduce((a, b) => a + b, 0);
        for (const { who, joins, guests } of acts) {
          const member = members[who] as Member;
          const isIn = playing.has(member.id) || waiting.has(member.id);
          if (joins && !isIn) {
            const size = guests + 1;
            (taken() + size <= 4 ? playing : waiting).set(member.id, size);
            gameOf(
              await join(
                member,
                game.id,
                Array.from({ length: guests }, (_, n) => `손님${n}`),
              ),
            );
          } else if (!joins) {
            const left = await member.client.delete(`/games/${game.id}/join`);
            expect(left.status).toBe(isIn ? 200 : 409);
            playing.delete(member.id);
            waiting.delete(member.id);
            for (const [id, size] of [...waiting]) {
              if (taken() + size > 4) continue;
              waiting.delete(id);
              playing.set(id, size);
            }
          }
        }
        const shown = gameOf(await host.client.get<GameAnswer>(`/games/${game.id}`));
        const parties = (list: { id: string; guest: unknown }[]): string[] =>
          list.filter(({ guest }) => guest === null).map(({ id }) => id);
        expect(parties(shown.participants)).toEqual([...playing.keys()]);
        expect(parties(shown.waiting_list)).toEqual([...waiting.keys()]);
        expect(shown.participants).toHaveLength(taken());
      }),
      { numRuns: IS_LONG ? 60 : 12 },
    );
  }, 120_000);
});
