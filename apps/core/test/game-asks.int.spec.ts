import type { Caller, GameState, Role } from '@dongbaejul/contracts';
import { AskClient, EmbeddedOutbox } from '@dongbaejul/messaging';
import type { GameAnswer } from '../src/games/dto/game.dto';
import { CoreUnderTest, Member } from './support/core-under-test';
import { arrange, gameOf, join, match, newCourt, TWO_SETS } from './support/play';

let replicas: CoreUnderTest[];
let core: CoreUnderTest;

beforeAll(async () => {
  core = await CoreUnderTest.start();
  replicas = [core, await core.replica(), await core.replica()];
}, 60_000);
afterAll(async () => {
  for (const replica of replicas.slice(1)) await replica.stopReplica();
  await core.stop();
}, 60_000);

const callerOf = ({ id }: Member, roles: Role[] = ['USER']): Caller => ({ user_id: id, roles });
const WITHIN = { timeoutMs: 15_000 };

/** As chat-socket asks on behalf of a socket, of whichever replica is there. */
const score = (caller: Caller, game_id: string, set_number: number, [team1_score, team2_score]: [number, number]) =>
  core.get(AskClient).ask('core.game.score', { caller, game_id, set_number, team1_score, team2_score }, WITHIN);
type Status = Parameters<typeof changeStatus>[2];
const changeStatus = (
  caller: Caller,
  game_id: string,
  wanted: {
    status: 'ongoing' | 'completed' | 'cancelled';
    court_id?: string;
    final_score?: { sets: { team1: number; team2: number }[] };
    winner?: 'team1' | 'team2';
  },
) => core.get(AskClient).ask('core.game.change-status', { caller, game_id, ...wanted }, WITHIN);

const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'accepted',
    (error: { code?: string }) => error.code ?? String(error),
  );
const changesOf = async (id: string): Promise<string[]> => {
  await core.get(EmbeddedOutbox).collect();
  return core.db
    .collection('outbox')
    .find({ name: 'core.game.changed', aggregate_id: id })
    .sort({ version: 1 })
    .map((row) => (row.payload as { change: string }).change)
    .toArray();
};

describe('what sockets ask of games', () => {
  it('is a score by whom the request would be allowed, under the same rule', async () => {
    const { host, players, game } = await match(core);
    const { game: scored } = await score(callerOf(players[0]!), game.id, 1, [11, 9]);
    expect(scored).toMatchObject({ id: game.id, score: { sets: [{ set_number: 1, team1: 11, team2: 9 }] } });
    expect(gameOf(await host.client.get<GameAnswer>(`/games/${game.id}`))).toEqual(scored);
    expect(await refusal(score(callerOf(core.member()), game.id, 1, [12, 9]))).toBe('GAME_PLAYERS_ONLY');
    expect(await refusal(score(callerOf(core.member(), ['USER', 'AUDITOR']), game.id, 1, [12, 9]))).toBe(
      'GAME_PLAYERS_ONLY',
    );
    const unproved: Caller = { ...callerOf(core.member()), withheld_roles: ['OPERATOR'] };
    expect(await refusal(score(unproved, game.id, 1, [12, 9]))).toBe('SECOND_FACTOR_REQUIRED');
    expect(await refusal(changeStatus(unproved, game.id, { status: 'cancelled' }))).toBe('SECOND_FACTOR_REQUIRED');
    expect((await score(callerOf(core.member(), ['USER', 'OPERATOR']), game.id, 1, [12, 9])).game.score.sets).toEqual([
      { set_number: 1, team1: 12, team2: 9 },
    ]);
    expect(await refusal(score(callerOf(host), game.id, 1, [22, 19]))).toBe('SCORE_IMPOSSIBLE');
    expect(await refusal(score(callerOf(host), game.id, 3, [1, 0]))).toBe('SCORE_SET_ORDER');
    expect(await refusal(score(callerOf(host), 'f'.repeat(24), 1, [1, 0]))).toBe('GAME_NOT_FOUND');
    expect(await refusal(score(callerOf(host), 'nonsense', 1, [1, 0]))).toBe('INVALID_INPUT');
    expect(await refusal(score(callerOf(host), game.id, 1, [-1, 0]))).toBe('INVALID_INPUT');
    const nobody = { user_id: 'x', roles: ['KING' as Role] };
    expect(await refusal(score(nobody, game.id, 1, [13, 9]))).toBe('INVALID_INPUT');
  });

  it('is a start, an end or a cancellation by host or staff, safe to repeat', async () => {
    const host = core.member();
    const [one, other] = [core.member(), core.member()];
    const game = await arrange(host);
    for (const player of [one, other]) await join(player, game.id);
    const court_id = newCourt();
    const start: Status = { status: 'ongoing', court_id };
    expect(await refusal(changeStatus(callerOf(host), game.id, { status: 'ongoing' }))).toBe('GAME_COURT_REQUIRED');
    expect(await refusal(changeStatus(callerOf(one), game.id, start))).toBe('GAME_HOST_ONLY');
    const started = await changeStatus(callerOf(host), game.id, start);
    expect(started.game).toMatchObject({ status: 'ongoing', court_id });
    expect(await changeStatus(callerOf(host), game.id, start)).toEqual(started);
    const end: Status = { status: 'completed', final_score: { sets: TWO_SETS }, winner: 'team1' };
    expect(await refusal(changeStatus(callerOf(one), game.id, end))).toBe('GAME_HOST_ONLY');
    expect(await refusal(changeStatus(callerOf(host), game.id, { ...end, winner: 'team2' }))).toBe('WINNER_DIFFERS');
    const ended = await changeStatus(callerOf(host), game.id, end);
    expect(ended.game).toMatchObject({ status: 'completed', score: { winner: 'team1' } });
    expect(await changeStatus(callerOf(host), game.id, end)).toEqual(ended);
    expect(await refusal(changeStatus(callerOf(host), game.id, { status: 'cancelled' }))).toBe('GAME_OVER');
    expect(await changesOf(game.id)).toEqual(['created', 'joined', 'joined', 'started', 'completed']);

    const off = await arrange(host);
    expect(await refusal(changeStatus(callerOf(one), off.id, { status: 'cancelled' }))).toBe('GAME_HOST_ONLY');
    for (let i = 0; i < 2; i += 1) {
      expect((await changeStatus(callerOf(host), off.id, { status: 'cancelled' })).game.status).toBe('cancelled');
    }
    expect(await changesOf(off.id)).toEqual(['created', 'cancelled']);
  });

  it('has one effect on three replicas', async () => {
    const matches = await Promise.all(Array.from({ length: 4 }, () => match(core)));
    const asks = matches.flatMap(({ game, players }) =>
      Array.from({ length: 20 }, (_, i) => score(callerOf(players[i % 2]!), game.id, 1, [(i % 20) + 1, 0])),
    );
    const games: GameState[] = (await Promise.all(asks)).map(({ game }) => game);
    expect(games).toHaveLength(80);
    for (const { game } of matches) {
      const told = await changesOf(game.id);
      // Every ask was another score, and each was carried out once, by one of the three.
      expect(told.filter((change) => change === 'score')).toHaveLength(20);
      const row = await core.db.collection('games').findOne({ title: game.title, court_id: game.court_id });
      const shown = gameOf(await core.member().client.get<GameAnswer>(`/games/${game.id}`));
      expect(shown.score.sets).toMatchObject(row?.sets as object[]);
    }
  }, 60_000);
});
