import type { MeetingChanged } from '@dongbaejul/contracts';
import type { GameAnswer } from '../src/games/dto/game.dto';
import type { MeetingDetailAnswer } from '../src/meetings/dto/meeting.dto';
import { CoreUnderTest, Member } from './support/core-under-test';
import { inboxOf } from './support/inbox';
import { meet, meetAll } from './support/meet';
import { arrange, gameOf, inHours, join, newCourt } from './support/play';

let core: CoreUnderTest;

beforeAll(async () => {
  core = await CoreUnderTest.start();
});
afterAll(() => core.stop());

const told = async (who: Member): Promise<string[]> => (await inboxOf(who)).notifications.map(({ type }) => type);
const statusOf = async (id: string): Promise<string> =>
  gameOf(await core.member().client.get<GameAnswer>(`/games/${id}`)).status;
const changesOf = async (id: string): Promise<[string, string | null, number][]> => {
  const rows = await core.db
    .collection('outbox')
    .find({ name: 'core.meeting.changed', aggregate_id: id })
    .sort({ version: 1 })
    .toArray();
  return rows.map(({ payload, version }) => {
    const { change, updated_by } = payload as MeetingChanged;
    return [change, updated_by, version as number];
  });
};

describe('a meeting that is called off', () => {
  it('takes its open games along, each concerned told once, and lets those under way be played out', async () => {
    const [host, comes, both, plays, starts, other] = Array.from({ length: 6 }, () => core.member()) as [
      Member,
      Member,
      Member,
      Member,
      Member,
      Member,
    ];
    const meeting = await meet(host, { meeting_date: inHours(1) });
    for (const who of [comes, both]) await who.client.put(`/meetings/${meeting.id}/rsvp`, { answer: 'going' });
    const under = { meeting_id: meeting.id };
    const open = [await arrange(starts, under), await arrange(starts, under)];
    for (const game of open) for (const who of [both, plays]) gameOf(await join(who, game.id));
    const running = await arrange(other, under);
    for (const who of [starts, other]) gameOf(await join(who, running.id));
    gameOf(await other.client.post<GameAnswer>(`/games/${running.id}/start`, { court_id: newCourt() }));
    const elsewhere = await arrange(starts);

    const path = `/meetings/${meeting.id}?reason=${encodeURIComponent('체육관 누수')}`;
    expect((await host.client.delete(path)).status).toBe(200);
    expect((await host.client.delete(path)).status).toBe(200);
    expect(await Promise.all([...open, running, elsewhere].map(({ id }) => statusOf(id)))).toEqual([
      'cancelled',
      'cancelled',
      'ongoing',
      'scheduled',
    ]);
    expect([await told(comes), await told(both), await told(plays), await told(host)]).toEqual([
      ['meeting.cancelled'],
      ['meeting.cancelled'],
      ['game.cancelled'],
      [],
    ]);
    expect((await inboxOf(plays)).notifications[0]).toMatchObject({ data: { reason: '체육관 누수' } });
    const ended = await other.client.post<GameAnswer>(`/games/${running.id}/complete`, {
      final_score: {
        sets: [
          { team1: 21, team2: 3 },
          { team1: 21, team2: 4 },
        ],
      },
    });
    expect(gameOf(ended).status).toBe('completed');
    expect((await starts.client.post('/games', { ...arranged, meeting_id: meeting.id })).error.code).toBe(
      'GAME_MEETING_NOT_FOUND',
    );
  });
  const arranged = { title: '늦은 게임', game_date: inHours(24), game_type: 'singles' };

  it('leaves no open game behind that was made in the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const host = core.member();
      const meeting = await meet(host);
      const body = { ...arranged, meeting_id: meeting.id };
      const [cancelled, ...made] = await Promise.all([
        host.client.delete(`/meetings/${meeting.id}`),
        ...Array.from({ length: 4 }, () => core.member().client.post<GameAnswer>('/games', body)),
      ]);
      expect(cancelled.status).toBe(200);
      for (const { status, error } of made) {
        // A busy machine may not get to the last of them in time; what it says then is true as well.
        if (status !== 201) expect(error.code).toMatch(/^(GAME_MEETING_NOT_FOUND|SERVICE_TIMEOUT)$/);
      }
      const open = { meeting_id: meeting.id, status: 'scheduled' };
      expect(await core.db.collection('games').countDocuments(open)).toBe(0);
    }
  });

  it('and every other change of a meeting is told with a version of its own', async () => {
    const [host, member] = [core.member(), core.member()];
    const { id } = await meet(host);
    await member.client.put(`/meetings/${id}/rsvp`, { answer: 'going' });
    await host.client.patch(`/meetings/${id}`, { title: '바뀐 번개' });
    await host.client.patch(`/meetings/${id}`, { title: '바뀐 번개' });
    await host.client.delete(`/meetings/${id}`);
    expect(await changesOf(id)).toEqual([
      ['created', host.id, 1],
      ['answered', member.id, 2],
      ['updated', host.id, 3],
      ['cancelled', host.id, 4],
    ]);
    const last = await core.db
      .collection('outbox')
      .findOne({ name: 'core.meeting.changed', aggregate_id: id }, { sort: { version: -1 } });
    const { data } = await host.client.get<MeetingDetailAnswer>(`/meetings/${id}`);
    expect((last?.payload as MeetingChanged).meeting).toEqual(data.meeting);
  });

  it('is told to the whole club when it is a regular one, of a series once', async () => {
    const staff = core.member(['OPERATOR']);
    const wanted = { kind: 'regular' as const, recurrence: { frequency: 'weekly' as const, count: 3 } };
    const { meeting_ids } = await meetAll(staff, wanted);
    const asked = await core.db
      .collection('outbox')
      .find({ name: 'core.broadcast.requested', aggregate_id: { $in: meeting_ids } })
      .toArray();
    expect(asked.map(({ payload }) => payload as object)).toMatchObject([
      { type: 'meeting.created', data: { meeting_id: meeting_ids[0] } },
    ]);
  });
});
