import { EmbeddedOutbox } from '@dongbaejul/messaging';
import { MongoConnection } from '@dongbaejul/persistence';
import { mongo, Types } from 'mongoose';
import type { GameAnswer } from '../src/games/dto/game.dto';
import type { Answer } from './support/client';
import { CoreUnderTest, Member } from './support/core-under-test';
import { gameOf, match } from './support/play';

let core: CoreUnderTest;
let replica: CoreUnderTest;

beforeAll(async () => {
  core = await CoreUnderTest.start();
  replica = await core.replica();
}, 60_000);
afterAll(async () => {
  await replica.stopReplica();
  await core.stop();
}, 60_000);

const score = ({ client }: Member, id: string, team1_score: number): Promise<Answer<GameAnswer>> =>
  client.put<GameAnswer>(`/games/${id}/score`, { set_number: 1, team1_score, team2_score: 0 });
const first = ({ score: { sets } }: { score: { sets: { team1: number }[] } }): number | undefined => sets[0]?.team1;

interface ToldScore {
  version: number;
  payload: { game: { score: { sets: { team1: number }[] } } };
}

/** The points that were told, in the order of their versions, which have to follow each other. */
async function told(id: string, count: number): Promise<(number | undefined)[]> {
  await core.get(EmbeddedOutbox).collect();
  const rows = await core.db
    .collection<ToldScore>('outbox')
    .find({ name: 'core.game.changed', aggregate_id: id, 'payload.change': 'score' })
    .sort({ version: 1 })
    .toArray();
  expect(rows).toHaveLength(count);
  expect(rows.map(({ version }) => version)).toEqual(rows.map((_, i) => (rows[0]?.version ?? 0) + i));
  return rows.map(({ payload }) => first(payload.game));
}

/** As the other process: the same member, another door. */
const elsewhere = (who: Member): Member => replica.member(['USER'], who.id);

/**
 * Not the relay's, which works beside it, by groups, nor of the counts for operators. Whatever is in a transaction would
 * be a point's.
 */
const isPoints = (command: mongo.BSON.Document): boolean =>
  command.autocommit === false ||
  (!isCount(command) &&
    ['games', 'members', 'meetings'].includes(String(command[Object.keys(command)[0] as string])) &&
    !/"pending_events\._id"|"\$pull"/.test(JSON.stringify({ ...command, lsid: null, $clusterTime: null })));

/** As countDocuments asks. */
const isCount = ({ aggregate, pipeline }: mongo.BSON.Document): boolean =>
  aggregate === 'games' && JSON.stringify(pipeline).includes('"n":{"$sum":1}');

describe('a point of a live score', () => {
  it('costs one write, also at a meeting, once the game and its names are known', async () => {
    const { game, players } = await match(core);
    const atMeeting = { $set: { meeting_id: 'a'.repeat(24) } };
    await core.db.collection('games').updateOne({ _id: new Types.ObjectId(game.id) }, atMeeting);
    gameOf(await score(players[0] as Member, game.id, 1));
    const seen: string[] = [];
    const note = ({ commandName, command }: mongo.CommandStartedEvent): void => {
      if (isPoints(command)) seen.push(`${commandName} ${String(command[commandName])}`);
    };
    const { client } = core.get(MongoConnection);
    client.on('commandStarted', note);
    for (let point = 2; point <= 10; point += 1) gameOf(await score(players[point % 2] as Member, game.id, point));
    client.off('commandStarted', note);
    expect(seen).toEqual(Array(9).fill('update games'));
    expect(await told(game.id, 10)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it('may take as long as a transaction is configured to', async () => {
    const { game, players } = await match(core);
    const updates = jest.spyOn(mongo.Collection.prototype, 'updateOne');
    gameOf(await score(players[0] as Member, game.id, 1));
    const points = updates.mock.calls.filter(([, update]) => JSON.stringify(update).includes('"pending_events"'));
    updates.mockRestore();
    const timeoutMS = core.config.MONGODB_TRANSACTION_MS;
    expect(points.map(([, , options]) => options)).toEqual([expect.objectContaining({ timeoutMS })]);
  });

  it('is written beside points that another process writes, and told once each', async () => {
    const { game, players } = await match(core);
    const [one, other] = [players[0] as Member, elsewhere(players[1] as Member)];
    for (let point = 1; point <= 6; point += 1) gameOf(await score(point % 2 ? one : other, game.id, point));
    // What this process saw last was 5; at 5 again there is something to change all the same.
    expect(first(gameOf(await score(one, game.id, 5)))).toBe(5);
    expect(first(gameOf(await one.client.get<GameAnswer>(`/games/${game.id}`)))).toBe(5);
    expect(await told(game.id, 7)).toEqual([1, 2, 3, 4, 5, 6, 5]);
    expect(first(gameOf(await score(one, game.id, 5)))).toBe(5);
    await told(game.id, 7);
  });

  it('is lost to nobody where two processes write in the same moment', async () => {
    const { game, players } = await match(core);
    const who = [players[0] as Member, elsewhere(players[0] as Member)];
    // Each writes values of its own: every one of them is a change.
    await Promise.all(
      who.map(async (door, i) => {
        for (let step = 0; step < 10; step += 1) gameOf(await score(door, game.id, step * 2 + i));
      }),
    );
    expect(new Set(await told(game.id, 20)).size).toBe(20);
  });

  it('is refused by the game as it is, not as this process saw it last', async () => {
    const { game, host, players } = await match(core);
    gameOf(await score(players[0] as Member, game.id, 1));
    const ended = await elsewhere(host).client.post<GameAnswer>(`/games/${game.id}/complete`, {
      result: 'retired',
      winner: 'team2',
    });
    expect(gameOf(ended).status).toBe('completed');
    const late = await score(players[0] as Member, game.id, 2);
    expect([late.status, late.error.code]).toEqual([409, 'GAME_NOT_ONGOING']);
    expect(first(gameOf(await host.client.get<GameAnswer>(`/games/${game.id}`)))).toBe(1);
    await told(game.id, 1);
  });
});
