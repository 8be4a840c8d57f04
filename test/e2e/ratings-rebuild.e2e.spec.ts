import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { GameState } from '@dongbaejul/contracts';
import { ApiAnswer, ApiClient, Platform, until } from '@dongbaejul/testing';
import * as fc from 'fast-check';
import { Db, MongoClient } from 'mongodb';

const MAIN = path.resolve(__dirname, '../../dist/apps/core/main.js');
const GAMES = 14;

/** `yarn ratings:rebuild` as it runs, beside a platform that goes on playing. */
describe('ratings, rebuilt by the command', () => {
  let platform: Platform;
  let people: ApiClient[];
  let operator: ApiClient;
  let mongo: MongoClient;
  let db: Db;

  beforeAll(async () => {
    platform = await Platform.start({
      services: { auth: 1, core: 1, 'band-sync': 1, gateway: 1 },
      env: { 'band-sync': { AUTO_CONNECT: 'false' } },
    });
    people = await Promise.all(['member', 'member2', 'auditor', 'admin'].map((name) => platform.signIn(name)));
    operator = await platform.signIn('operator');
    mongo = await new MongoClient(platform.mongodbUri).connect();
    db = mongo.db(platform.database('core'));
  }, 120_000);
  afterAll(async () => {
    await mongo?.close();
    await platform?.stop();
  }, 60_000);

  const gameOf = ({ status, data, error }: ApiAnswer<{ game: GameState }>): GameState => {
    if (status >= 300) throw new Error(`refused: ${status} ${JSON.stringify(error)}`);
    return data.game;
  };
  const setsFor = (winner: 'team1' | 'team2') => {
    const [team1, team2] = winner === 'team1' ? [21, 15] : [15, 21];
    return {
      sets: [
        { team1, team2 },
        { team1, team2 },
      ],
    };
  };
  const play = async (pair: [ApiClient, ApiClient], winner: 'team1' | 'team2'): Promise<string> => {
    const [host] = pair;
    const body = {
      title: '기록 경기',
      game_date: new Date(Date.now() + 3_600_000).toISOString(),
      game_type: 'singles',
    };
    const { id } = gameOf(await host.post('/games', body));
    for (const one of pair) gameOf(await one.post(`/games/${id}/join`));
    gameOf(await host.put(`/games/${id}/teams`, { team1: [pair[0].userId], team2: [pair[1].userId] }));
    gameOf(await host.post(`/games/${id}/start`, { court_id: '1' }));
    gameOf(await host.post(`/games/${id}/complete`, { final_score: setsFor(winner), winner }));
    return id;
  };
  /** All that is derived from games, without the ids of rows. */
  const derived = async (): Promise<unknown[]> => {
    const rows = (name: string, sort: Record<string, 1>) =>
      db
        .collection(name)
        .find({}, { projection: { _id: 0 } })
        .sort(sort)
        .toArray();
    return [
      await rows('game_results', { discipline: 1, seq: 1, player_id: 1 }),
      await rows('ratings', { discipline: 1, member_id: 1 }),
    ];
  };
  const rebuild = (): Promise<unknown> =>
    promisify(execFile)(process.execPath, [MAIN, 'rebuild-ratings'], {
      env: { ...platform.of('core')[0]!.env, PORT: '0' },
      timeout: 120_000,
    });

  it('are those that play and corrections led to, also from nothing and also twice', async () => {
    const [history] = fc.sample(
      fc.array(
        fc.record({
          pair: fc.constantFrom([0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]),
          winner: fc.constantFrom('team1' as const, 'team2' as const),
        }),
        { minLength: GAMES, maxLength: GAMES },
      ),
      { numRuns: 1 },
    );
    const ids: string[] = [];
    for (const { pair, winner } of history!) {
      ids.push(await play([people[pair[0]!]!, people[pair[1]!]!], winner));
    }
    for (const at of [2, 7]) {
      const other = history![at]!.winner === 'team1' ? 'team2' : 'team1';
      gameOf(await operator.post(`/games/${ids[at]}/correct`, { reason: '기록 정정', final_score: setsFor(other) }));
    }
    const walkover = { reason: '부전승', result: 'walkover', winner: 'team1', final_score: { sets: [] } };
    gameOf(await operator.post(`/games/${ids[4]}/correct`, walkover));
    const isBehind = (): Promise<number> =>
      db.collection('rating_chains').countDocuments({ dirty_from: { $ne: null } });
    await until(async () => (await isBehind()) === 0, 'ratings have caught up with the corrections');
    const incremental = await derived();
    expect((incremental[0] as unknown[]).length).toBe(2 * GAMES);

    await db.collection('ratings').deleteMany({});
    await db.collection('game_results').deleteMany({});
    await rebuild();
    expect(await derived()).toEqual(incremental);
    await rebuild();
    expect(await derived()).toEqual(incremental);
  }, 300_000);
});
