import type { BoardView } from '@dongbaejul/contracts';
import { registry } from '@dongbaejul/service-kit';
import type { BoardAnswer, BoardGameAnswer } from '../src/board/dto/board.dto';
import { Clock } from '../src/common/clock';
import type { MeetingDto } from '../src/meetings/dto/meeting.dto';
import type { Answer } from './support/client';
import { CoreUnderTest, Member } from './support/core-under-test';
import { meet } from './support/meet';

const MINUTE = 60_000;
let core: CoreUnderTest;
let now = new Date();

beforeAll(async () => {
  core = await CoreUnderTest.start();
  jest.spyOn(core.get(Clock), 'now').mockImplementation(() => now);
});
afterAll(() => core.stop());
beforeEach(() => {
  now = new Date();
});

interface Evening {
  host: Member;
  members: Member[];
  meeting: MeetingDto;
}

/** One court, and so many who have checked in just now. */
async function evening(players: number): Promise<Evening> {
  const host = core.member();
  const meeting = await meet(host, { meeting_date: new Date(now.getTime() + MINUTE).toISOString(), courts: ['1번'] });
  const members = Array.from({ length: players }, () => core.member());
  for (const one of members) expect((await one.client.post(`/meetings/${meeting.id}/check-in`)).status).toBe(200);
  return { host, members, meeting };
}
const pass = (minutes: number): void => void (now = new Date(now.getTime() + minutes * MINUTE));
const board = async ({ host, meeting }: Evening): Promise<BoardView> =>
  (await host.client.get<BoardAnswer>(`/meetings/${meeting.id}/board`)).data.board;
const start = (who: Member, { meeting }: Evening, body: object): Promise<Answer<BoardGameAnswer>> =>
  who.client.post<BoardGameAnswer>(`/meetings/${meeting.id}/board/games`, body);
const proposal = async (one: Evening): Promise<string> => (await board(one)).courts[0]!.proposal!.id;

/** What operators see: how often a court stood idle, and how many seconds in all. */
async function idle(): Promise<{ times: number; seconds: number }> {
  const metric = await registry.getSingleMetric('board_court_idle_seconds')!.get();
  const valueOf = (name: string): number =>
    (metric.values as { metricName?: string; value: number }[]).find(({ metricName }) => metricName?.endsWith(name))
      ?.value ?? 0;
  return { times: valueOf('_count'), seconds: valueOf('_sum') };
}
/** What `act` added to it. */
async function idleBy(act: () => Promise<unknown>): Promise<{ times: number; seconds: number }> {
  const before = await idle();
  await act();
  const after = await idle();
  return { times: after.times - before.times, seconds: Math.round(after.seconds - before.seconds) };
}

describe('board_court_idle_seconds', () => {
  it('counts a court that stood empty while four waited, by how long, when a game begins on it', async () => {
    const one = await evening(5);
    pass(3);
    const id = await proposal(one);
    expect(
      await idleBy(async () => expect((await start(one.host, one, { proposal_id: id })).status).toBe(201)),
    ).toEqual({ times: 1, seconds: 180 });
  });

  it('counts once, however many begin the same game, and nothing for a game that was refused', async () => {
    const one = await evening(4);
    pass(2);
    const id = await proposal(one);
    const together = async (): Promise<void> => {
      const answers = await Promise.all([one.host, ...one.members].map((who) => start(who, one, { proposal_id: id })));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    };
    expect(await idleBy(together)).toEqual({ times: 1, seconds: 120 });
    pass(5);
    const late = async (): Promise<void> =>
      expect((await start(one.host, one, { proposal_id: id })).error.code).toBe('PROPOSAL_GONE');
    expect(await idleBy(late)).toEqual({ times: 0, seconds: 0 });
  });

  it('counts nothing where fewer than four could have played', async () => {
    const one = await evening(4);
    const [a, b, , paused] = one.members as [Member, Member, Member, Member];
    await paused.client.put(`/meetings/${one.meeting.id}/board/pause`, { paused: true });
    pass(20);
    const courtId = (await board(one)).courts[0]!.id;
    const body = { court_id: courtId, team1: [a.id], team2: [b.id] };
    expect(await idleBy(async () => expect((await start(one.host, one, body)).status).toBe(201))).toEqual({
      times: 0,
      seconds: 0,
    });
  });

  it('counts no time in which the court was played on', async () => {
    const one = await evening(8);
    const first = (await start(one.host, one, { proposal_id: await proposal(one) })).data.game_id;
    pass(12);
    const ended = await one.host.client.post(`/games/${first}/complete`, {
      final_score: { sets: [{ team1: 25, team2: 20 }] },
    });
    expect(ended.status).toBe(200);
    pass(1);
    const id = await proposal(one);
    // Four had waited for 13 minutes; the court was free for the last of them.
    expect(await idleBy(() => start(one.host, one, { proposal_id: id }))).toEqual({ times: 1, seconds: 60 });
  });
});
