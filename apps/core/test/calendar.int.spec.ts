import ICAL from 'ical.js';
import type { CalendarTokenAnswer } from '../src/calendar/calendar.dto';
import { CoreUnderTest, Member } from './support/core-under-test';
import { meet } from './support/meet';

let core: CoreUnderTest;

beforeAll(async () => {
  core = await CoreUnderTest.start();
});
afterAll(() => core.stop());

const renewed = async (who: Member): Promise<string> => {
  const { status, data } = await who.client.post<CalendarTokenAnswer>('/calendar/token');
  expect(status).toBe(201);
  expect(data.path).toBe(`/api/v1/calendar.ics?token=${data.token}`);
  return data.token;
};

/** As a calendar program fetches it: nobody is signed in. */
async function feed(token: string, query = ''): Promise<{ status: number; text: string; headers: Headers }> {
  const path = `/api/v1/calendar.ics?token=${token}${query}`;
  const headers = core.signer.sign({ service: 'core', method: 'GET', path, clientAddress: '192.0.2.1' });
  const response = await fetch(`${core.url}${path}`, { headers });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

const events = (text: string) =>
  new ICAL.Component(ICAL.parse(text) as unknown[]).getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
const summaries = (text: string) => events(text).map(({ summary }) => summary);

describe('the calendar', () => {
  it('shows the meetings that a member hosts or comes to, and follows their changes', async () => {
    const [host, member] = [core.member(), core.member()];
    const meeting_date = new Date(Date.now() + 3 * 24 * 3_600_000).toISOString();
    const first = await meet(host, { title: '첫 번개', meeting_date, duration: 120, location: '시민체육관' });
    const second = await meet(host, { title: '둘째 번개' });
    await meet(host, { title: '남의 번개' });
    await member.client.put(`/meetings/${first.id}/rsvp`, { answer: 'going' });
    await member.client.put(`/meetings/${second.id}/rsvp`, { answer: 'maybe' });
    const token = await renewed(member);
    const got = await feed(token);
    expect(got.status).toBe(200);
    expect(got.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(summaries(got.text).sort()).toEqual(['둘째 번개', '첫 번개']);
    const shown = events(got.text).find(({ summary }) => summary === '첫 번개')!;
    expect(shown).toMatchObject({ uid: `meeting-${first.id}@dongbaejul`, location: '시민체육관', sequence: 0 });
    expect(shown.endDate.toUnixTime() - shown.startDate.toUnixTime()).toBe(120 * 60);
    expect(summaries((await feed(token, `&meeting_id=${first.id}`)).text)).toEqual(['첫 번개']);

    await host.client.patch(`/meetings/${first.id}`, { title: '바뀐 번개' });
    await host.client.delete(`/meetings/${second.id}`);
    const later = events((await feed(token)).text);
    const states = later.map(({ summary, sequence, component }) => [
      summary,
      sequence,
      component.getFirstPropertyValue('status'),
    ]);
    expect(states.sort()).toEqual([
      ['둘째 번개', 1, 'CANCELLED'],
      ['바뀐 번개', 1, 'CONFIRMED'],
    ]);
    expect(summaries((await feed(await renewed(host))).text)).toHaveLength(3);
  });

  it('shows the games that a member plays, waits for or hosts, all of them or one alone', async () => {
    const [host, player, waiter] = [core.member(), core.member(), core.member()] as [Member, Member, Member];
    const body = {
      title: '저녁 단식',
      game_date: new Date(Date.now() + 24 * 3_600_000).toISOString(),
      duration: 45,
      max_participants: 2,
      game_type: 'singles',
    };
    const create = async (title: string): Promise<string> => {
      const { data, error } = await host.client.post<{ game: { id: string } }>('/games', { ...body, title });
      expect(error).toBeUndefined();
      return data.game.id;
    };
    const [first, second] = [await create('저녁 단식'), await create('아침 단식')];
    for (const who of [core.member(), player, waiter]) await who.client.post(`/games/${first}/join`, {});
    await host.client.delete(`/games/${second}`);
    const [mine, waiting, hosted] = [await renewed(player), await renewed(waiter), await renewed(host)];
    const [game] = events((await feed(mine)).text);
    expect(game).toMatchObject({ uid: `game-${first}@dongbaejul`, summary: '저녁 단식' });
    expect(game!.endDate.toUnixTime() - game!.startDate.toUnixTime()).toBe(45 * 60);
    expect(summaries((await feed(waiting)).text)).toEqual(['저녁 단식 (대기)']);
    const states = events((await feed(hosted)).text).map(({ summary, component }) => [
      summary,
      component.getFirstPropertyValue('status'),
    ]);
    expect(states.sort()).toEqual([
      ['아침 단식', 'CANCELLED'],
      ['저녁 단식', 'CONFIRMED'],
    ]);
    expect(summaries((await feed(hosted, `&game_id=${second}`)).text)).toEqual(['아침 단식']);
    expect(summaries((await feed(mine, `&game_id=${second}`)).text)).toEqual([]);
  });

  it('has one secret address a member, of which only the newest works and only a digest is kept', async () => {
    const member = core.member();
    const tokens = await Promise.all([renewed(member), renewed(member), renewed(member)]);
    const statuses = await Promise.all(tokens.map(async (token) => (await feed(token)).status));
    expect(statuses.sort()).toEqual([200, 404, 404]);
    const next = await renewed(member);
    for (const token of tokens) expect((await feed(token)).status).toBe(404);
    const rows = await core.db.collection('calendar_tokens').find().toArray();
    for (const token of [...tokens, next]) expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('is refused without a token that is somebody’s', async () => {
    expect((await feed('A'.repeat(43))).status).toBe(404);
    expect((await feed('short')).status).toBe(400);
    expect((await feed('')).status).toBe(400);
    expect((await core.anonymous().post('/calendar/token')).status).toBe(401);
    const token = await renewed(core.member());
    expect((await feed(token, '&game_id=x')).status).toBe(400);
  });

  it('of who is no longer in the club is empty of everything', async () => {
    const member = core.member();
    const token = await renewed(member);
    const state = { id: member.id, username: 'gone', display_name: '', avatar: null, roles: [], status: 'closed' };
    const auth = await core.teller('auth');
    await auth.tellAndWait('auth.member.changed', member.id, 2, state as never);
    expect((await feed(token)).status).toBe(404);
  });
});
