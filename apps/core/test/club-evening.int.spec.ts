import type { BoardView } from '@dongbaejul/contracts';
import { Clock } from '../src/common/clock';
import type { BoardAnswer, BoardGameAnswer } from '../src/board/dto/board.dto';
import { CoreUnderTest, Member } from './support/core-under-test';
import { meet } from './support/meet';

const MINUTE = 60_000;
const PLAYERS = 24;
const COURTS = 4;
const EVENING = 180;
/** Minutes; the shortest takes 9. */
const LONGEST_GAME = 16;

let core: CoreUnderTest;
let now = new Date();

beforeAll(async () => {
  core = await CoreUnderTest.start();
  jest.spyOn(core.get(Clock), 'now').mockImplementation(() => now);
});
afterAll(() => core.stop());

interface Running {
  id: string;
  host: Member;
  endsAt: number;
}

const sum = (values: number[]): number => values.reduce((a, b) => a + b, 0);
const onCourts = (board: BoardView): string[] =>
  board.courts.flatMap(({ game }) => (game ? [...game.team1, ...game.team2].map(({ id }) => id) : []));

describe('a club evening of 24 players on 4 courts in 3 hours, through the API', () => {
  it('leaves no court empty while four wait, and treats everyone alike', async () => {
    const begin = Date.now() + 24 * 3_600_000;
    const host = core.member();
    const members = new Map(Array.from({ length: PLAYERS }, () => core.member()).map((one) => [one.id, one]));
    const courts = Array.from({ length: COURTS }, (_, i) => `${i + 1}번 코트`);
    const meeting = await meet(host, { meeting_date: new Date(begin).toISOString(), courts });
    const board = async (): Promise<BoardView> =>
      (await host.client.get<BoardAnswer>(`/meetings/${meeting.id}/board`)).data.board;
    now = new Date(begin);
    const arrived = await Promise.all(
      [...members.values()].map((one) => one.client.post(`/meetings/${meeting.id}/check-in`)),
    );
    expect(new Set(arrived.map(({ status }) => status))).toEqual(new Set([200]));

    let running: Running[] = [];
    const idle = new Map([...members.keys()].map((id) => [id, 0]));
    const games = new Map([...members.keys()].map((id) => [id, 0]));
    const waitingSince = new Map<string, number>();
    let longestWait = 0;
    let turn = 0;

    for (let minute = 0; minute < EVENING; minute += 1) {
      now = new Date(begin + minute * MINUTE);
      const over = running.filter(({ endsAt }) => endsAt <= minute);
      running = running.filter(({ endsAt }) => endsAt > minute);
      const completed = await Promise.all(
        over.map(({ id, host: who }) =>
          who.client.post(`/games/${id}/complete`, {
            final_score: { sets: [{ team1: 25, team2: 17 }] },
            winner: 'team1',
          }),
        ),
      );
      expect(completed.map(({ error }) => error).filter(Boolean)).toEqual([]);
      if (minute > 0 && over.length === 0) continue;

      const proposals = (await board()).courts.flatMap(({ proposal }) => proposal ?? []);
      const started = await Promise.all(
        proposals.map((proposal) => {
          const who = members.get(proposal.team1[0]!.id)!;
          return who.client.post<BoardGameAnswer>(`/meetings/${meeting.id}/board/games`, { proposal_id: proposal.id });
        }),
      );
      expect(started.map(({ error }) => error).filter(Boolean)).toEqual([]);
      for (const id of proposals.flatMap(({ team1, team2 }) => [...team1, ...team2]).map((one) => one.id)) {
        longestWait = Math.max(longestWait, minute - (waitingSince.get(id) ?? minute));
        waitingSince.delete(id);
      }
      started.forEach(({ data }, index) => {
        turn += 1;
        const who = members.get(proposals[index]!.team1[0]!.id)!;
        running.push({ id: data.game_id, host: who, endsAt: minute + 9 + ((turn * 7) % 8) });
      });

      const after = await board();
      const playing = onCourts(after);
      for (const { player, waiting_since } of after.waiting) {
        waitingSince.set(player.id, (Date.parse(waiting_since) - begin) / MINUTE);
      }
      expect(new Set(playing).size).toBe(playing.length);
      expect(playing.length + after.waiting.length).toBe(PLAYERS);
      const free = after.courts.filter(({ status }) => status !== 'playing').length;
      expect(after.waiting.length >= 4 ? free : 0).toBe(0);
      for (const { player, games: count } of after.waiting) games.set(player.id, count);
      const next = Math.min(EVENING, ...running.map(({ endsAt }) => endsAt));
      for (const { player } of after.waiting) idle.set(player.id, idle.get(player.id)! + next - minute);
    }

    const rows = await core.db.collection('games').find({ meeting_id: meeting.id }).toArray();
    const counts = [...members.keys()].map(
      (id) =>
        rows.filter(({ players }) => (players as { player_id: string }[]).some((one) => one.player_id === id)).length,
    );
    expect(rows.length).toBeGreaterThan(50);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    const waits = [...idle.values()];
    expect(Math.max(...waits)).toBeLessThanOrEqual((1.5 * sum(waits)) / waits.length);

    // Nobody sits out longer than one game of the longest kind lasts.
    expect(longestWait).toBeGreaterThan(0);
    expect(longestWait).toBeLessThanOrEqual(LONGEST_GAME);

    // Each change of the board was told, with a version of its own.
    const told = await core.db
      .collection('outbox')
      .find({ name: 'core.board.changed', aggregate_id: meeting.id })
      .toArray();
    const versions = told.map(({ version }) => version as number).sort((a, b) => a - b);
    expect(versions).toEqual(versions.map((_, index) => index + 2));
  }, 120_000);
});
