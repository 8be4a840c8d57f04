import type { MeetingDetailAnswer, MeetingsAnswer, RsvpAnswer } from '../src/meetings/dto/meeting.dto';
import { Client } from './support/client';
import { CoreUnderTest, Member } from './support/core-under-test';
import { meet, meetAll } from './support/meet';

let core: CoreUnderTest;
let staff: Member;

beforeAll(async () => {
  core = await CoreUnderTest.start();
  staff = core.member(['OPERATOR']);
});
afterAll(() => core.stop());

const DAY = 24 * 3_600_000;
const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString();
const answer = (who: Member, id: string, body: object): ReturnType<Client['put']> =>
  who.client.put(`/meetings/${id}/rsvp`, body);
const detail = async (id: string, who: Member = staff): Promise<MeetingDetailAnswer> =>
  (await who.client.get<MeetingDetailAnswer>(`/meetings/${id}`)).data;
const told = async (who: Member): Promise<string[]> => {
  const { data } = await who.client.get<{ notifications: { type: string }[] }>('/notifications');
  return data.notifications.map(({ type }) => type);
};

describe('a meeting', () => {
  it('is called by any member, shown to all, changed by the host and by staff, and by nobody else', async () => {
    const host = core.member();
    const meeting = await meet(host, { courts: ['1번 코트', '2번 코트'], location: '시민체육관', max_participants: 8 });
    expect(meeting).toMatchObject({
      kind: 'flash',
      status: 'scheduled',
      duration: 180,
      host: { id: host.id },
      courts: [{ name: '1번 코트' }, { name: '2번 코트' }],
      counts: { going: 0, waiting: 0, maybe: 0, not_going: 0 },
      version: 1,
    });
    const path = `/meetings/${meeting.id}`;
    expect((await core.member().client.patch(path, { title: '남의 것' })).error.code).toBe('MEETING_NOT_YOURS');
    expect((await core.member().client.delete(path)).status).toBe(403);
    expect((await host.client.patch(path, { title: '일요일 번개' })).status).toBe(200);
    expect((await staff.client.patch(path, { courts: ['2번 코트', '3번 코트'] })).status).toBe(200);
    const { meeting: after } = await detail(meeting.id, core.member());
    expect(after).toMatchObject({ title: '일요일 번개', version: 3 });
    expect(after.courts[0]).toEqual(meeting.courts[1]);
    const stale = await host.client.patch(path, { title: '늦음' }, { headers: { 'if-match': '2' } });
    expect(stale.status).toBe(412);
    expect((await core.anonymous().get(path)).status).toBe(401);
  });

  it('of the club, and any series, is for staff to make', async () => {
    const body = { title: '정모', kind: 'regular', meeting_date: inDays(3) };
    const refused = await core.member().client.post('/meetings', body);
    expect(refused.error).toMatchObject({ code: 'REGULAR_MEETING_STAFF_ONLY' });
    const weekly = { ...body, kind: 'flash', recurrence: { frequency: 'weekly' } };
    expect((await core.member().client.post('/meetings', weekly)).status).toBe(403);
    expect((await staff.client.post('/meetings', body)).status).toBe(201);
  });

  it.each([
    [{ title: '' }, 'title'],
    [{ meeting_date: '2020-01-01T00:00:00Z' }, 'meeting_date'],
    [{ meeting_date: '2030-01-01' }, 'meeting_date'],
    [{ meeting_date: '2030-02-30T00:00:00Z' }, 'meeting_date'],
    [{ courts: ['1', '1'] }, 'courts'],
    [{ courts: ['\ud800'] }, 'courts'],
    [{ max_participants: 1 }, 'max_participants'],
    [{ duration: 5 }, 'duration'],
    [{ kind: { $ne: '' } }, 'kind'],
    [{ recurrence: { frequency: 'daily' } }, 'recurrence.frequency'],
    [{ recurrence: { until: inDays(-1) } }, 'recurrence.until'],
    [{ recurrence: [] }, 'recurrence'],
  ])('is refused with a sentence for %j', async (wrong, field) => {
    const body = { title: '정모', meeting_date: inDays(3), ...wrong };
    const { status, error } = await staff.client.post('/meetings', body);
    expect([status, error.code]).toEqual([400, 'INVALID_INPUT']);
    expect(Object.keys(error.details!)).toContain(field);
  });

  it('is made once by the same key', async () => {
    const host = core.member();
    const options = { headers: { 'idempotency-key': `k-${host.id}` } };
    const body = { title: '한 번만', meeting_date: inDays(5) };
    const [one, two] = await Promise.all([
      host.client.post<{ meeting: { id: string } }>('/meetings', body, options),
      host.client.post<{ meeting: { id: string } }>('/meetings', body, options),
    ]);
    expect(one.data.meeting.id).toBe(two.data.meeting.id);
    const other = await host.client.post('/meetings', { ...body, title: '다른 것' }, options);
    expect(other.status).toBe(422);
    const { data } = await host.client.get<MeetingsAnswer>('/meetings?mine=true');
    expect(data.pagination.total).toBe(1);
  });

  it('that is cancelled is told to who wanted to come, with the reason, and takes no more answers', async () => {
    const [host, comes, not] = [core.member(), core.member(), core.member()];
    const { id } = await meet(host);
    await answer(comes, id, { answer: 'going' });
    await answer(not, id, { answer: 'not_going' });
    const path = `/meetings/${id}?reason=${encodeURIComponent('체육관 휴관')}`;
    expect((await staff.client.delete(path)).data).toEqual({ message: 'success' });
    expect((await staff.client.delete(path)).status).toBe(200);
    expect((await detail(id)).meeting).toMatchObject({ status: 'cancelled', cancel_reason: '체육관 휴관' });
    expect([await told(comes), await told(host), await told(not)]).toEqual([
      ['meeting.cancelled'],
      ['meeting.cancelled'],
      [],
    ]);
    expect((await answer(comes, id, { answer: 'maybe' })).error.code).toBe('MEETING_CANCELLED');
    const audited = await core.db.collection('outbox').countDocuments({
      name: 'core.audit.recorded',
      'payload.object_id': id,
      'payload.reason': '체육관 휴관',
    });
    expect(audited).toBe(1);
  });

  it('is listed by date, kind, time span, and whose it is', async () => {
    const host = core.member();
    const first = await meet(host, { title: '다음 주', meeting_date: inDays(7) });
    const later = await meet(host, { title: '다음 달', meeting_date: inDays(30) });
    const listed = async (query: string): Promise<string[]> =>
      (await host.client.get<MeetingsAnswer>(`/meetings?mine=true&${query}`)).data.meetings.map(({ id }) => id);
    expect(await listed('status=upcoming')).toEqual([first.id, later.id]);
    expect(await listed('status=past')).toEqual([]);
    expect(await listed('kind=regular')).toEqual([]);
    expect(await listed(`date_to=${encodeURIComponent(inDays(8))}`)).toEqual([first.id]);
    expect(await listed(`date_from=${encodeURIComponent(inDays(8))}`)).toEqual([later.id]);
    // A day is one of Seoul, the last one to its end.
    const dayOf = (at: string): string => new Date(Date.parse(at) + 9 * 3_600_000).toISOString().slice(0, 10);
    const day = dayOf(first.meeting_date);
    expect(await listed(`date_from=${day}&date_to=${day}`)).toEqual([first.id]);
    await host.client.delete(`/meetings/${first.id}`);
    expect(await listed('status=upcoming')).toEqual([later.id]);
    expect(await listed('status=cancelled')).toEqual([first.id]);
    expect((await host.client.get('/meetings?date_from=tomorrow')).status).toBe(400);
  });
});

describe('a series', () => {
  it('is made for each date, and changed and called off from one of them on', async () => {
    const { meeting, meeting_ids } = await meetAll(staff, {
      kind: 'regular',
      courts: ['1', '2'],
      recurrence: { frequency: 'weekly', count: 4 },
    });
    expect(meeting_ids).toHaveLength(4);
    const second = meeting_ids[1]!;
    const before = (await detail(second)).meeting;
    expect(Date.parse(before.meeting_date) - Date.parse(meeting.meeting_date)).toBe(7 * DAY);
    const member = core.member();
    for (const id of meeting_ids) await answer(member, id, { answer: 'going' });

    const meeting_date = new Date(Date.parse(before.meeting_date) + 7 * DAY).toISOString();
    const body = { meeting_date, location: '새 체육관' };
    expect((await staff.client.patch(`/meetings/${second}?scope=following`, body)).status).toBe(200);
    const all = await Promise.all(meeting_ids.map((id) => detail(id)));
    expect(all.map((one) => one.meeting.location)).toEqual(['', '새 체육관', '새 체육관', '새 체육관']);
    const weeks = all.map((one) => (Date.parse(one.meeting.meeting_date) - Date.parse(meeting.meeting_date)) / DAY / 7);
    expect(weeks).toEqual([0, 2, 3, 4]);

    expect((await staff.client.delete(`/meetings/${meeting_ids[2]}?scope=following`)).status).toBe(200);
    const status = await Promise.all(meeting_ids.map(async (id) => (await detail(id)).meeting.status));
    expect(status).toEqual(['scheduled', 'scheduled', 'cancelled', 'cancelled']);
    // Four meetings of one series changed or were called off: told once each time.
    expect(await told(member)).toEqual(['meeting.cancelled', 'meeting.changed']);
  });
});

describe('answers', () => {
  it('are given, changed, and shown with guests', async () => {
    const [host, member] = [core.member(), core.member()];
    const { id } = await meet(host);
    const guests = [{ name: '김손님', grade: 'C', gender: 'female' }, { name: '이손님' }];
    const first = await member.client.put<RsvpAnswer>(`/meetings/${id}/rsvp`, { answer: 'going', guests });
    expect(first.data).toMatchObject({
      meeting: { counts: { going: 3 }, version: 1 },
      my_answer: { answer: 'going', has_place: true, guests },
    });
    const kept = first.data.my_answer.guests[0]!.id;
    const second = await member.client.put<RsvpAnswer>(`/meetings/${id}/rsvp`, {
      answer: 'going',
      guests: [{ name: '김손님' }],
    });
    expect(second.data.my_answer.guests).toMatchObject([{ id: kept, name: '김손님' }]);
    await answer(member, id, { answer: 'not_going' });
    const { meeting, answers, my_answer } = await detail(id, member);
    expect(meeting.counts).toEqual({ going: 0, waiting: 0, maybe: 0, not_going: 1 });
    expect(answers).toHaveLength(1);
    expect(my_answer).toMatchObject({ answer: 'not_going', guests: [] });
    expect((await detail(id, host)).my_answer).toBeNull();
  });

  it('beyond the places wait in order, and move up at once when somebody stays at home', async () => {
    const [a, b, c, d] = [core.member(), core.member(), core.member(), core.member()] as [
      Member,
      Member,
      Member,
      Member,
    ];
    const { id } = await meet(core.member(), { max_participants: 3 });
    await answer(a, id, { answer: 'going', guests: [{ name: '손님' }] });
    await answer(b, id, { answer: 'going' });
    const third = await c.client.put<RsvpAnswer>(`/meetings/${id}/rsvp`, { answer: 'going' });
    expect(third.data.my_answer).toMatchObject({ has_place: false, position: 1 });
    const fourth = await d.client.put<RsvpAnswer>(`/meetings/${id}/rsvp`, { answer: 'going' });
    expect(fourth.data.my_answer).toMatchObject({ has_place: false, position: 2 });
    const more = await answer(b, id, { answer: 'going', guests: [{ name: '또 손님' }] });
    expect(more.error.code).toBe('MEETING_FULL_FOR_GUESTS');
    await answer(b, id, { answer: 'not_going' });
    expect((await detail(id, c)).my_answer).toMatchObject({ has_place: true });
    expect([await told(c), await told(d)]).toEqual([['meeting.promoted'], []]);
    await answer(a, id, { answer: 'maybe' });
    expect((await detail(id, d)).my_answer).toMatchObject({ has_place: true });
  });

  it('are in the list too, each member’s own and nobody else’s', async () => {
    const [host, comes, waits, next] = [core.member(), core.member(), core.member(), core.member()];
    const full = await meet(host, { max_participants: 2, meeting_date: inDays(40) });
    const open = await meet(host, { meeting_date: inDays(41) });
    await answer(comes, full.id, { answer: 'going', guests: [{ name: '손님' }] });
    for (const who of [waits, next]) await answer(who, full.id, { answer: 'going' });
    await answer(next, open.id, { answer: 'not_going' });
    const own = async (who: Member): Promise<unknown[]> => {
      const { data } = await who.client.get<MeetingsAnswer>('/meetings?status=upcoming&limit=100');
      const listed = [full, open].map(({ id }) => data.meetings.find((meeting) => meeting.id === id)!);
      for (const { id, my_answer, ...shown } of listed) {
        const one = await detail(id, who);
        expect(my_answer).toEqual(one.my_answer);
        expect({ id, ...shown }).toEqual(one.meeting);
        expect(shown).not.toHaveProperty('answers');
      }
      return listed.map(({ my_answer }) => my_answer);
    };
    expect(await own(host)).toEqual([null, null]);
    expect(await own(comes)).toMatchObject([{ answer: 'going', has_place: true, guests: [{ name: '손님' }] }, null]);
    expect(await own(waits)).toMatchObject([{ answer: 'going', has_place: false, position: 1 }, null]);
    expect(await own(next)).toMatchObject([{ has_place: false, position: 2 }, { answer: 'not_going' }]);
  });

  it('move up when there are more places', async () => {
    const host = core.member();
    const people = [core.member(), core.member(), core.member()];
    const { id } = await meet(host, { max_participants: 2 });
    for (const one of people) await answer(one, id, { answer: 'going' });
    await host.client.patch(`/meetings/${id}`, { max_participants: null });
    expect((await detail(id)).meeting.counts).toMatchObject({ going: 3, waiting: 0 });
    expect(await told(people[2]!)).toContain('meeting.promoted');
  });

  it.each([
    [{ answer: 'perhaps' }, 'answer'],
    [{ answer: 'going', guests: [{ name: '' }] }, 'guests.0.name'],
    [{ answer: 'going', guests: Array.from({ length: 6 }, () => ({ name: '손님' })) }, 'guests'],
    [{ answer: 'going', guests: [{ name: '손님', grade: 'Z' }] }, 'guests.0.grade'],
  ])('are refused with a sentence for %j', async (body, field) => {
    const { id } = await meet(staff);
    const { status, error } = await answer(core.member(), id, body);
    expect(status).toBe(400);
    expect(Object.keys(error.details!)).toContain(field);
    expect((await answer(core.member(), 'f'.repeat(24), { answer: 'going' })).status).toBe(404);
  });

  it('of 120 members at once for 20 places, parties included, never give more places than there are', async () => {
    const { id } = await meet(core.member(), { max_participants: 20 });
    const members = Array.from({ length: 120 }, () => core.member());
    const party = (index: number) => ({ answer: 'going', guests: index % 3 === 0 ? [{ name: '손님' }] : [] });
    const answers = await Promise.all(members.map((one, index) => answer(one, id, party(index))));
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    const full = await detail(id);
    expect(full.answers).toHaveLength(120);
    expect(full.meeting.counts).toMatchObject({ going: 20, waiting: 140 });

    // Half of those with a place stay at home, while others say so twice.
    const seated = members.filter((one) =>
      full.answers.some(({ member, has_place }) => has_place && member.id === one.id),
    );
    await Promise.all(
      seated
        .slice(0, 8)
        .flatMap((one) => [answer(one, id, { answer: 'not_going' }), answer(one, id, { answer: 'not_going' })]),
    );
    const after = await detail(id);
    expect(after.meeting.counts.going).toBe(20);
    const sizes = after.answers.filter(({ has_place }) => has_place).map(({ guests }) => 1 + guests.length);
    expect(sizes.reduce((a, b) => a + b, 0)).toBe(20);
    const positions = after.answers.flatMap(({ position }) => position ?? []);
    expect(positions).toEqual(positions.map((_, index) => index + 1));
  }, 60_000);
});
