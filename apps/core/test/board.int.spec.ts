import type { BoardView } from '@dongbaejul/contracts';
import { Clock } from '../src/common/clock';
import type { BoardAnswer, BoardGameAnswer, GroupAnswer } from '../src/board/dto/board.dto';
import type { GameAnswer } from '../src/games/dto/game.dto';
import type { MeetingDto, RsvpAnswer } from '../src/meetings/dto/meeting.dto';
import { Answer } from './support/client';
import { CoreUnderTest, Member } from './support/core-under-test';
import { meet } from './support/meet';
import { arrange, gameOf, join } from './support/play';

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

/** An evening under way, with so many players who have checked in. */
async function evening(players: number, courts = 1): Promise<{ host: Member; members: Member[]; meeting: MeetingDto }> {
  const host = core.member();
  const names = Array.from({ length: courts }, (_, i) => `${i + 1}번 코트`);
  const meeting = await meet(host, { meeting_date: new Date(now.getTime() + 60_000).toISOString(), courts: names });
  const members = Array.from({ length: players }, () => core.member());
  for (const one of members) expect((await one.client.post(`/meetings/${meeting.id}/check-in`)).status).toBe(200);
  return { host, members, meeting };
}
const board = async (meeting: MeetingDto, who: Member = core.member()): Promise<BoardView> =>
  (await who.client.get<BoardAnswer>(`/meetings/${meeting.id}/board`)).data.board;
const ids = ({ team1, team2 }: { team1: { id: string }[]; team2: { id: string }[] }): string[] =>
  [...team1, ...team2].map(({ id }) => id);
const start = (who: Member, meeting: MeetingDto, body: object): Promise<Answer<BoardGameAnswer>> =>
  who.client.post<BoardGameAnswer>(`/meetings/${meeting.id}/board/games`, body);
const code = ({ error }: Answer<unknown>): string | undefined => error?.code;

describe('the court board', () => {
  it('proposes a game for a free court as soon as four are there, and says who is next', async () => {
    const { members, meeting } = await evening(3);
    expect(await board(meeting)).toMatchObject({ courts: [{ status: 'free', proposal: null }], next: null });
    const more = Array.from({ length: 5 }, () => core.member());
    for (const one of more) await one.client.post(`/meetings/${meeting.id}/check-in`);
    const { courts, waiting, next, longest_waiting } = await board(meeting);
    expect(courts).toMatchObject([{ name: '1번 코트', status: 'proposed', game: null }]);
    expect(ids(courts[0]!.proposal!)).toContain(members[0]!.id);
    expect(longest_waiting?.id).toBe(members[0]!.id);
    expect(waiting).toHaveLength(8);
    expect(new Set([...ids(courts[0]!.proposal!), ...ids(next!)]).size).toBe(8);
  });

  it('puts the proposed four on the court by any of them, once, however many say so at once', async () => {
    const { host, members, meeting } = await evening(5);
    const { proposal } = (await board(meeting)).courts[0]!;
    const four = members.filter(({ id }) => ids(proposal!).includes(id));
    const fifth = members.find(({ id }) => !ids(proposal!).includes(id))!;
    expect(code(await start(fifth, meeting, { proposal_id: proposal!.id }))).toBe('BOARD_PLAYER_NOT_YOURS');
    const answers = await Promise.all([...four, host].map((who) => start(who, meeting, { proposal_id: proposal!.id })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
    const { game_id, court_id } = answers.find(({ status }) => status === 201)!.data;
    const after = await board(meeting);
    expect(after.courts[0]).toMatchObject({ id: court_id, status: 'playing', game: { game_id } });
    expect(after.waiting.map(({ player }) => player.id)).toEqual([fifth.id]);
    const { data } = await host.client.get<{ game: object }>(`/games/${game_id}`);
    expect(data.game).toMatchObject({ status: 'ongoing', meeting_id: meeting.id, court_id });
  });

  it('knows a court by its name as well: no second game begins there, and none on a court that the meeting lacks', async () => {
    const { host, meeting } = await evening(0, 2);
    const [first] = (await board(meeting)).courts;
    const ready = async (): Promise<string> => {
      const { id } = await arrange(host, { meeting_id: meeting.id });
      for (const who of [core.member(), core.member()]) expect((await join(who, id)).status).toBe(200);
      return id;
    };
    const begin = (id: string, court_id: string) => host.client.post<GameAnswer>(`/games/${id}/start`, { court_id });
    const [one, other] = [await ready(), await ready()];
    const lacking = await begin(one, '3번 코트');
    expect([lacking.status, lacking.error.code]).toEqual([422, 'GAME_COURT_UNKNOWN']);
    expect(lacking.error.details).toMatchObject({ courts: [{ name: '1번 코트' }, { name: '2번 코트' }] });
    expect(gameOf(await begin(one, '１번코트')).court_id).toBe(first!.id);
    for (const name of [first!.id, '1번 코트']) expect(code(await begin(other, name))).toBe('COURT_BUSY');
    const { courts } = await board(meeting);
    expect(courts.map(({ name, status }) => [name, status])).toEqual([
      ['1번 코트', 'playing'],
      ['2번 코트', 'free'],
    ]);
    const [a, b] = [core.member(), core.member()];
    for (const { client } of [a, b]) await client.post(`/meetings/${meeting.id}/check-in`);
    const again = { court_id: first!.id, team1: [a.id], team2: [b.id] };
    expect(code(await start(host, meeting, again))).toBe('BOARD_COURT_BUSY');
  });

  it('frees the court when the game ends, and does not count one that was called off', async () => {
    const { host, members, meeting } = await evening(4);
    const play = async (): Promise<string> => {
      const { proposal } = (await board(meeting)).courts[0]!;
      return (await start(host, meeting, { proposal_id: proposal!.id })).data.game_id;
    };
    const first = await play();
    expect((await host.client.delete(`/games/${first}`)).status).toBe(200);
    expect((await board(meeting)).waiting.map(({ games }) => games)).toEqual([0, 0, 0, 0]);
    const second = await play();
    const final_score = { sets: [{ team1: 20, team2: 25 }] };
    const done = await host.client.post(`/games/${second}/complete`, { final_score, winner: 'team2' });
    expect(done.status).toBe(200);
    const { courts, waiting } = await board(meeting);
    expect(courts[0]!.status).toBe('proposed');
    expect(waiting.map(({ games }) => games)).toEqual([1, 1, 1, 1]);
    expect(waiting.map(({ player }) => player.id).sort()).toEqual(members.map(({ id }) => id).sort());
  });

  it('gives the same game to a request that is repeated with its key', async () => {
    const { members, meeting } = await evening(4);
    const { proposal } = (await board(meeting)).courts[0]!;
    const again = (): Promise<Answer<BoardGameAnswer>> =>
      members[0]!.client.post(
        `/meetings/${meeting.id}/board/games`,
        { proposal_id: proposal!.id },
        { headers: { 'idempotency-key': `start-${meeting.id}` } },
      );
    const [one, two] = [await again(), await again()];
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(one.data.game_id).toBe(two.data.game_id);
    expect(await core.db.collection('games').countDocuments({ meeting_id: meeting.id })).toBe(1);
  });

  it('leaves out who pauses, and proposes anew', async () => {
    const { host, members, meeting } = await evening(5);
    const { proposal } = (await board(meeting)).courts[0]!;
    const one = members.find(({ id }) => ids(proposal!).includes(id))!;
    const other = members.find(({ id }) => id !== one.id)!;
    const pause = (who: Member, body: object): Promise<Answer<BoardAnswer>> =>
      who.client.put<BoardAnswer>(`/meetings/${meeting.id}/board/pause`, body);
    expect(code(await pause(other, { paused: true, player_id: one.id }))).toBe('BOARD_PLAYER_NOT_YOURS');
    const paused = (await pause(one, { paused: true })).data.board;
    expect(paused.paused.map(({ id }) => id)).toEqual([one.id]);
    expect(ids(paused.courts[0]!.proposal!)).not.toContain(one.id);
    expect(code(await start(host, meeting, { proposal_id: proposal!.id }))).toBe('PROPOSAL_GONE');
    const back = (await pause(host, { paused: false, player_id: one.id })).data.board;
    expect([back.paused, back.waiting.length]).toEqual([[], 5]);
    expect(code(await pause(core.member(), { paused: true }))).toBe('BOARD_PLAYER_NOT_FOUND');
  });

  it('keeps a fixed pair together, until one of them or the host dissolves it', async () => {
    const { host, members, meeting } = await evening(8, 2);
    const [a, b, c] = members as [Member, Member, Member];
    const path = `/meetings/${meeting.id}/board/groups`;
    const pair = await a.client.post<GroupAnswer>(path, { player_ids: [a.id, b.id] });
    expect(pair.status).toBe(201);
    const teams = pair.data.board.courts.flatMap(({ proposal }) => [proposal!.team1, proposal!.team2]);
    const mine = teams.find((team) => team.some(({ id }) => id === a.id))!;
    expect(mine.map(({ id }) => id).sort()).toEqual([a.id, b.id].sort());
    expect(code(await c.client.post(path, { player_ids: [c.id, b.id] }))).toBe('BOARD_PLAYER_GROUPED');
    expect(code(await a.client.post(path, { player_ids: members.slice(2, 4).map(({ id }) => id) }))).toBe(
      'BOARD_PLAYER_NOT_YOURS',
    );
    const three = members.slice(2, 5).map(({ id }) => id);
    expect((await host.client.post(path, { player_ids: three })).status).toBe(400);
    expect(code(await c.client.delete(`${path}/${pair.data.group_id}`))).toBe('BOARD_PLAYER_NOT_YOURS');
    const gone = await b.client.delete<BoardAnswer>(`${path}/${pair.data.group_id}`);
    expect(gone.data.board.groups).toEqual([]);
    expect(code(await b.client.delete(`${path}/${pair.data.group_id}`))).toBe('BOARD_GROUP_NOT_FOUND');
  });

  it('knows guests, who come and go with their member', async () => {
    const { members, meeting } = await evening(3);
    const bringer = core.member();
    const { data } = await bringer.client.put<RsvpAnswer>(`/meetings/${meeting.id}/rsvp`, {
      answer: 'going',
      guests: [{ name: '김손님', grade: 'B', gender: 'female' }],
    });
    const guest = data.my_answer.guests[0]!.id;
    const there = (await bringer.client.post<BoardAnswer>(`/meetings/${meeting.id}/check-in`)).data.board;
    const shown = there.waiting.find(({ player }) => player.id === guest)?.player;
    expect(shown).toEqual({ id: guest, name: '김손님', is_guest: true, member_id: bringer.id });
    const path = `/meetings/${meeting.id}/check-out`;
    expect(code(await members[0]!.client.post(path, { player_ids: [guest] }))).toBe('BOARD_PLAYER_NOT_YOURS');
    const gone = (await bringer.client.post<BoardAnswer>(path)).data.board;
    expect(gone.waiting).toHaveLength(3);
    expect(code(await core.member().client.post(path))).toBe('BOARD_PLAYER_NOT_FOUND');
  });

  it('lets the host put others on a court, and refuses what cannot be played', async () => {
    const { host, members, meeting } = await evening(6, 2);
    const [a, b, c, d, e, f] = members.map(({ id }) => id) as [string, string, string, string, string, string];
    const [first, second] = meeting.courts.map(({ id }) => id) as [string, string];
    const body = { court_id: first, team1: [a, b], team2: [c, d] };
    expect(code(await start(members[0]!, meeting, body))).toBe('MEETING_NOT_YOURS');
    expect((await start(host, meeting, body)).status).toBe(201);
    expect(code(await start(host, meeting, { ...body, team1: [e], team2: [f] }))).toBe('BOARD_COURT_BUSY');
    expect(code(await start(host, meeting, { court_id: second, team1: [a], team2: [e] }))).toBe('BOARD_PLAYER_BUSY');
    expect((await start(host, meeting, { court_id: second, team1: [e], team2: [e] })).status).toBe(400);
    expect((await start(host, meeting, {})).status).toBe(400);
    const unknown = { court_id: 'f'.repeat(24), team1: [e], team2: [f] };
    expect(code(await start(host, meeting, unknown))).toBe('BOARD_COURT_NOT_FOUND');
    expect((await start(host, meeting, { ...unknown, court_id: second })).status).toBe(201);
    const gone = await host.client.patch(`/meetings/${meeting.id}`, { courts: ['2번 코트'] });
    expect(code(gone)).toBe('BOARD_COURT_BUSY');
    const { courts } = await board(meeting);
    expect(courts.map(({ status }) => status)).toEqual(['playing', 'playing']);
  });

  it('takes those for stronger who turned out to be, whatever their grade says', async () => {
    const { host, meeting } = await evening(0);
    const four = Array.from({ length: 4 }, () => core.member());
    const [one, , , other] = four as [Member, Member, Member, Member];
    const strong = { discipline: 'free', mu: 40, sigma: 2, games: 60, wins: 50, score: 34, provisional: false };
    await core.db
      .collection('ratings')
      .insertMany([one, other].map(({ id }, i) => ({ ...strong, member_id: id, last_seq: i + 1 })));
    for (const who of four) await who.client.post(`/meetings/${meeting.id}/check-in`);
    const { team1, team2 } = (await board(meeting, host)).courts[0]!.proposal!;
    const strongIn = (team: { id: string }[]): number =>
      team.filter(({ id }) => id === one.id || id === other.id).length;
    expect([strongIn(team1), strongIn(team2)]).toEqual([1, 1]);
  });

  it('does not put anybody on a court who plays elsewhere', async () => {
    const one = await evening(4);
    const other = await evening(0);
    for (const who of one.members) await who.client.post(`/meetings/${other.meeting.id}/check-in`);
    const here = (await board(one.meeting)).courts[0]!.proposal!;
    const there = (await board(other.meeting)).courts[0]!.proposal!;
    expect((await start(one.host, one.meeting, { proposal_id: here.id })).status).toBe(201);
    expect(code(await start(other.host, other.meeting, { proposal_id: there.id }))).toBe('PLAYER_BUSY');
    expect((await board(other.meeting)).courts[0]).toMatchObject({ status: 'proposed', game: null });
  });

  it('is open around the meeting only, to those who are signed in', async () => {
    const host = core.member();
    const tomorrow = await meet(host);
    const path = `/meetings/${tomorrow.id}`;
    expect(code(await host.client.post(`${path}/check-in`))).toBe('BOARD_NOT_OPEN');
    now = new Date(now.getTime() + 24 * 3_600_000);
    expect((await host.client.post(`${path}/check-in`)).status).toBe(200);
    expect((await core.anonymous().get(`${path}/board`)).status).toBe(401);
    expect((await host.client.get(`/meetings/${'f'.repeat(24)}/board`)).status).toBe(404);
    expect((await host.client.post(`${path}/check-in`, { player_ids: [{ $gt: '' }] })).status).toBe(400);
    expect(code(await host.client.post(`${path}/check-in`, { player_ids: ['f'.repeat(24)] }))).toBe(
      'BOARD_PLAYER_NOT_FOUND',
    );
    await host.client.delete(path);
    expect(code(await host.client.post(`${path}/check-in`))).toBe('MEETING_CANCELLED');
  });
});
