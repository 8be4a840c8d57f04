import { Types } from 'mongoose';
import { Clock } from '../src/common/clock';
import { ExtendSeries } from '../src/meetings/extend-series';
import { CoreUnderTest, Member } from './support/core-under-test';
import { meetAll } from './support/meet';

const DAY_MS = 24 * 3_600_000;
let replicas: CoreUnderTest[];
let core: CoreUnderTest;
let staff: Member;
let now = new Date();

beforeAll(async () => {
  core = await CoreUnderTest.start();
  replicas = [core, await core.replica(), await core.replica()];
  for (const replica of replicas) jest.spyOn(replica.get(Clock), 'now').mockImplementation(() => now);
  staff = core.member(['OPERATOR']);
}, 60_000);
afterAll(async () => {
  for (const replica of replicas.slice(1)) await replica.stopReplica();
  await core.stop();
}, 60_000);
beforeEach(() => (now = new Date()));

const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS);
/** As every process does at its tick. */
const tick = async (): Promise<number> => {
  const made = await Promise.all(replicas.map((replica) => replica.get(ExtendSeries).run()));
  return made.reduce((sum, one) => sum + one, 0);
};
/** When those of the series are that take place. */
const datesOf = async (meetingId: string): Promise<Date[]> => {
  const meetings = core.db.collection<{ meeting_date: Date }>('meetings');
  const one = await meetings.findOne({ _id: new Types.ObjectId(meetingId) as never });
  const rows = await meetings
    .find({ series_id: (one as { series_id?: unknown } | null)?.series_id, is_cancelled: false } as never)
    .sort({ meeting_date: 1 })
    .toArray();
  return rows.map(({ meeting_date }) => meeting_date);
};
const weekly = { kind: 'regular' as const, recurrence: { frequency: 'weekly' as const } };

describe('a series without an end', () => {
  it('goes on by itself, a year ahead, once however many processes look', async () => {
    const { meeting, meeting_ids } = await meetAll(staff, { ...weekly, title: '화요 정모', courts: ['1', '2'] });
    expect(meeting_ids.length).toBeGreaterThanOrEqual(52);
    expect(await tick()).toBe(0);
    const last = meeting_ids.at(-1)!;
    await staff.client.patch(`/meetings/${last}`, { location: '새 체육관' });

    now = inDays(30);
    expect(await tick()).toBe(4);
    expect(await tick()).toBe(0);
    const dates = await datesOf(meeting.id);
    expect(dates).toHaveLength(meeting_ids.length + 4);
    const first = dates[0]!.getTime();
    expect(dates.map((date) => (date.getTime() - first) / DAY_MS / 7)).toEqual(dates.map((_, week) => week));

    const rows = await core.db.collection('meetings').find({ title: '화요 정모' }).sort({ meeting_date: 1 }).toArray();
    const made = rows.at(-1)!;
    expect(made).toMatchObject({ location: '새 체육관', host_id: staff.id, answers: [], is_cancelled: false });
    expect(await core.db.collection('boards').countDocuments({ _id: made._id })).toBe(1);
    const event = await core.db.collection('outbox').findOne({ aggregate_id: String(made._id) });
    expect(event).toMatchObject({ name: 'core.meeting.changed', payload: { change: 'created', updated_by: null } });
  }, 60_000);

  it('keeps to its day of the month, also after a short one', async () => {
    const begin = new Date(Date.UTC(new Date().getUTCFullYear() + 1, 0, 31, 10));
    const { meeting } = await meetAll(staff, {
      title: '말일 정모',
      kind: 'regular',
      meeting_date: begin.toISOString(),
      recurrence: { frequency: 'monthly_by_date' },
    });
    now = new Date(begin.getTime() + 130 * DAY_MS);
    expect(await tick()).toBeGreaterThanOrEqual(4);
    const days = (await datesOf(meeting.id)).slice(13);
    expect(days.length).toBeGreaterThanOrEqual(3);
    for (const day of days) {
      const next = new Date(day.getTime() + DAY_MS);
      expect(next.getUTCDate()).toBe(1);
    }
  }, 60_000);

  it('goes on where another one cannot', async () => {
    const [broken, sound] = [
      await meetAll(staff, { ...weekly, title: '망가진 정모' }),
      await meetAll(staff, { ...weekly, title: '멀쩡한 정모' }),
    ];
    const meetings = core.db.collection('meetings');
    const tail = new Types.ObjectId(broken.meeting_ids.at(-1)!);
    await meetings.updateOne({ _id: tail }, { $unset: { title: 1 } });
    now = inDays(8);
    await tick();
    expect(await datesOf(sound.meeting.id)).toHaveLength(sound.meeting_ids.length + 1);
    expect(await datesOf(broken.meeting.id)).toHaveLength(broken.meeting_ids.length);
    await meetings.updateOne({ _id: tail }, { $unset: { series_tail: 1 } });
  });

  it('goes on behind any number of others of which nothing is due', async () => {
    const seldom = await meetAll(staff, { ...weekly, recurrence: { frequency: 'monthly_by_date', interval: 11 } });
    const meetings = core.db.collection('meetings');
    const tail = (await meetings.findOne({ _id: new Types.ObjectId(seldom.meeting_ids.at(-1)) }))!;
    const others = Array.from({ length: 120 }, () => ({
      ...tail,
      _id: new Types.ObjectId(),
      series_id: new Types.ObjectId(),
      title: '드문 정모',
    }));
    await meetings.insertMany(others);
    const { meeting, meeting_ids } = await meetAll(staff, { ...weekly, title: '뒤에 선 정모' });
    now = inDays(8);
    await tick();
    expect(await datesOf(meeting.id)).toHaveLength(meeting_ids.length + 1);
    await meetings.deleteMany({ title: '드문 정모' });
  }, 60_000);

  it('does not go on when it was called off, or was to end; one holiday ends nothing', async () => {
    const off = await meetAll(staff, { ...weekly, title: '끝난 정모' });
    expect((await staff.client.delete(`/meetings/${off.meeting_ids[40]}?scope=following`)).status).toBe(200);
    const counted = await meetAll(staff, { ...weekly, recurrence: { frequency: 'weekly', count: 3 } });
    const holiday = await meetAll(staff, { ...weekly, title: '휴일 정모' });
    await staff.client.delete(`/meetings/${holiday.meeting_ids.at(-1)}`);
    now = inDays(15);
    await tick();
    expect(await datesOf(off.meeting.id)).toHaveLength(40);
    expect(await datesOf(counted.meeting.id)).toHaveLength(3);
    // The cancelled one is not among those that take place.
    expect(await datesOf(holiday.meeting.id)).toHaveLength(holiday.meeting_ids.length - 1 + 2);
  }, 60_000);
});
