import type { GameState } from '@dongbaejul/contracts';
import { EmbeddedOutbox } from '@dongbaejul/messaging';
import type { GameAnswer } from '../src/games/dto/game.dto';
import { CoreUnderTest } from './support/core-under-test';
import { gameOf, Match, match } from './support/play';
import { untilAnswered } from './support/until-answered';

/** The long form is a minute of 200 a second over 50 games; `yarn test:faults` sets it. */
const IS_LONG = Boolean(process.env.FAULTS_LONG);
const GAMES = 50;
const UPDATES = IS_LONG ? 10_000 : 500;

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

interface Rally {
  set_number: number;
  team1_score: number;
  team2_score: number;
}

/** A match of three sets, 21:19, 19:21, 21:19, point by point and then the last scores put right again and again. */
function* rallies(): Generator<Rally> {
  for (let set_number = 1; set_number <= 3; set_number += 1) {
    const firstWins = set_number !== 2;
    for (let point = 1; point <= 40; point += 1) {
      const [one, other] = [Math.ceil(point / 2), Math.floor(point / 2)];
      const last = point === 40;
      const [won, lost] = last ? [21, 19] : [Math.min(one, 20), Math.min(other, 19)];
      yield { set_number, team1_score: firstWins ? won : lost, team2_score: firstWins ? lost : won };
    }
  }
  // Somebody types it wrong, and right again: as many updates as it takes.
  for (let typo = 0; ; typo += 1)
    yield { set_number: 3, team1_score: typo % 2 === 0 ? 22 : 21, team2_score: typo % 2 === 0 ? 20 : 19 };
}

describe(`${UPDATES} live scores over ${GAMES} games`, () => {
  it('are all carried out, and readers see the last', async () => {
    const matches: Match[] = [];
    for (let i = 0; i < GAMES; i += 10) {
      matches.push(...(await Promise.all(Array.from({ length: 10 }, () => match(core)))));
    }
    let isDone = false;
    const seen = new Map<string, number>();
    const points = ({ score }: GameState): number =>
      score.sets.reduce((sum, { team1, team2 }) => sum + team1 + team2, 0);
    /** Somebody watches: what is shown never goes back behind what was shown before, until the typing errors begin. */
    const watch = async (): Promise<number> => {
      const spectator = replica.member();
      let reads = 0;
      for (; !isDone; reads += 1) {
        const { id } = matches[reads % GAMES]!.game;
        const shown = points(gameOf(await untilAnswered(() => spectator.client.get<GameAnswer>(`/games/${id}`))));
        if (shown < 118) expect(shown).toBeGreaterThanOrEqual(seen.get(id) ?? 0);
        seen.set(id, Math.min(shown, 117));
      }
      return reads;
    };
    const watching = watch();
    const play = async ({ game, players }: Match): Promise<number> => {
      let changes = 0;
      let last: Rally | undefined;
      const next = rallies();
      for (let i = 0; i < UPDATES / GAMES; i += 1) {
        const rally = next.next().value as Rally;
        const isSame = JSON.stringify(rally) === JSON.stringify(last);
        // Both players' phones tell, and both ways lead to one game.
        const who = players[i % 2]!;
        const answer = await untilAnswered(() => who.client.put<GameAnswer>(`/games/${game.id}/score`, rally));
        const set = gameOf(answer).score.sets[rally.set_number - 1];
        expect(set).toEqual({ set_number: rally.set_number, team1: rally.team1_score, team2: rally.team2_score });
        if (!isSame) changes += 1;
        last = rally;
      }
      const spectator = replica.member();
      const shown = gameOf(await untilAnswered(() => spectator.client.get<GameAnswer>(`/games/${game.id}`)));
      expect(shown.score.sets.at(-1)).toEqual({
        set_number: last!.set_number,
        team1: last!.team1_score,
        team2: last!.team2_score,
      });
      return changes;
    };
    const changed = await Promise.all(matches.map(play)).finally(() => (isDone = true));
    expect(await watching).toBeGreaterThan(0);
    // Every change was told, each with a version of its own: none was lost, none was carried out twice.
    await core.get(EmbeddedOutbox).collect();
    for (const [i, { game }] of matches.entries()) {
      const told = await core.db
        .collection('outbox')
        .find({ name: 'core.game.changed', aggregate_id: game.id, 'payload.change': 'score' })
        .sort({ version: 1 })
        .toArray();
      expect(told).toHaveLength(changed[i]!);
      const first = told[0]!.version as number;
      expect(told.map(({ version }) => version as number)).toEqual(told.map((_, step) => first + step));
    }
  }, 600_000);
});
