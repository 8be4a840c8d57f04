import type { GameState } from '@dongbaejul/contracts';
import type { GameAnswer } from '../src/games/dto/game.dto';
import { CoreUnderTest, Member } from './support/core-under-test';
import { inboxOf } from './support/inbox';
import { meet, meetAll } from './support/meet';
import { arrange, gameOf, inHours, join, newCourt } from './support/play';

const HOUR = 3_600_000;
const WEEK = 7 * 24 * HOUR;

let core: CoreUnderTest;

beforeAll(async () => {
  core = await CoreUnderTest.start();
});
afterAll(() => core.stop());

const told = async (who: Member): Promise<string[]> => (await inboxOf(who)).notifications.map(({ type }) => type);
const shown = async ({ id }: GameState): Promise<GameState> =>
  gameOf(await core.member().client.get<GameAnswer>(`/games/${id}`));
const later = (iso: string, ms: number): string => new Date(Date.parse(iso) + ms).toISOString();

describe('a meeting that is moved', () => {
  it('takes its games that have not begun along, in time and place, each concerned told once', async () => {
    const [host, comes, plays, other] = Array.from({ length: 4 }, () => core.member()) as [
      Member,
      Member,
      Member,
      Member,
    ];
    const meeting = await meet(host, { meeting_date: inHours(2), location: '시민체육관' });
    await comes.client.put(`/meetings/${meeting.id}/rsvp`, { answer: 'going' });
    const under = { meeting_id: meeting.id, game_date: later(meeting.meeting_date, HOUR / 2) };
    const open = await arrange(other, { ...under, join_deadline: meeting.meeting_date });
    for (const who of [comes, plays]) gameOf(await join(who, open.id));
    const elsewhere = await arrange(other, { ...under, location: '둘째 체육관' });
    const running = await arrange(other, under);
    const players = [core.member(), core.member()];
    for (const who of players) gameOf(await join(who, running.id));
    gameOf(await other.client.post<GameAnswer>(`/games/${running.id}/start`, { court_id: newCourt() }));
    const ofNoMeeting = await arrange(other, { game_date: under.game_date, location: '시민체육관' });

    const wanted = { meeting_date: later(meeting.meeting_date, HOUR), location: '새 체육관' };
    expect((await host.client.patch(`/meetings/${meeting.id}`, wanted)).status).toBe(200);

    expect(await shown(open)).toMatchObject({
      game_date: later(under.game_date, HOUR),
      join_deadline: later(meeting.meeting_date, HOUR),
      location: '새 체육관',
    });
    expect(await shown(elsewhere)).toMatchObject({
      game_date: later(under.game_date, HOUR),
      location: '둘째 체육관',
    });
    expect(await shown(running)).toMatchObject({ game_date: under.game_date, location: '시민체육관' });
    expect(await shown(ofNoMeeting)).toMatchObject({ game_date: under.game_date, location: '시민체육관' });
    expect([await told(comes), await told(plays), await told(host)]).toEqual([
      ['meeting.changed'],
      ['game.changed'],
      [],
    ]);
  });

  it('leaves its games alone where only its name changes', async () => {
    const host = core.member();
    const meeting = await meet(host, { location: '시민체육관' });
    const game = await arrange(core.member(), { meeting_id: meeting.id });
    expect((await host.client.patch(`/meetings/${meeting.id}`, { title: '새 이름' })).status).toBe(200);
    expect((await shown(game)).version).toBe(game.version);
  });

  it('moves the games of all later meetings of a series with them', async () => {
    const staff = core.member(['OPERATOR']);
    const weekly = { kind: 'regular' as const, recurrence: { frequency: 'weekly' as const } };
    const { meeting, meeting_ids } = await meetAll(staff, weekly);
    const ids = meeting_ids.slice(0, 3);
    const games = await Promise.all(ids.map((id) => arrange(core.member(), { meeting_id: id })));
    const wanted = { meeting_date: later(meeting.meeting_date, WEEK + HOUR) };
    expect((await staff.client.patch(`/meetings/${ids[1]}?scope=following`, wanted)).status).toBe(200);
    const dates = (await Promise.all(games.map(shown))).map(({ game_date }) => game_date);
    expect(dates).toEqual(games.map(({ game_date }, i) => (i === 0 ? game_date : later(game_date, HOUR))));
  });
});
