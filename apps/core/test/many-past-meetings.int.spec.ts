import { Types } from 'mongoose';
import { SweepLateLeavings } from '../src/member-data/sweep-late-leavings';
import { ClubOfMembers, going } from './support/club-of-members';
import type { Member } from './support/core-under-test';
import { meet } from './support/meet';

const PAST = 300;
const DAY_MS = 86_400_000;

let world: ClubOfMembers;
beforeAll(async () => {
  world = await ClubOfMembers.start();
});
afterAll(() => world.stop());

/** Years of meetings at which the member was, each with a board on which four wait. */
async function longAgo(me: Member, host: Member): Promise<void> {
  const { id } = await meet(host, { courts: ['1'] });
  await going(me, id);
  const _id = new Types.ObjectId(id);
  const [meetings, boards] = ['meetings', 'boards'].map((name) => world.core.db.collection(name));
  const meeting = await meetings!.findOne({ _id });
  const board = await boards!.findOne({ _id });
  const waiting_since = new Date(0);
  const waits = { is_guest: false, grade: null, level: 1, gender: null, is_present: true, is_paused: false, credit: 0 };
  const players = [me.id, ...Array.from({ length: 4 }, () => new Types.ObjectId().toHexString())].map((one) => ({
    ...waits,
    id: one,
    member_id: one,
    name: '회원',
    waiting_since,
  }));
  const ids = Array.from({ length: PAST }, () => new Types.ObjectId());
  const at = (i: number): Date => new Date(Date.now() - (i + 2) * DAY_MS);
  await meetings!.insertMany(ids.map((one, i) => ({ ...meeting, _id: one, meeting_date: at(i) })));
  await boards!.insertMany(ids.map((one) => ({ ...board, _id: one, players })));
}

const sweepUntilDone = async (me: Member): Promise<void> => {
  for (let run = 0; run < 5; run += 1) await world.core.get(SweepLateLeavings).run();
  expect(await world.count('late_leavings', { _id: me.id, meetings_after: { $ne: null } })).toBe(0);
  expect(await world.count('late_leavings', { _id: me.id, due_at: { $gt: new Date() } })).toBe(1);
};
const answeredBy = (id: string, more: object = {}): Promise<number> =>
  world.count('meetings', { answers: { $elemMatch: { member_id: id, ...more } } });

describe('a member with years of meetings', () => {
  it('goes on as another, a few meetings at a time, and nobody is proposed for evenings that are over', async () => {
    const [from, into, host] = await world.newMembers(3);
    await longAgo(from, host);
    await world.close(from, { merged_into: into.id });
    await world.merge(from, into);
    const afterEvent = await answeredBy(from.id);
    expect(afterEvent).toBeGreaterThan(0);
    await sweepUntilDone(from);
    expect([await answeredBy(from.id), await answeredBy(into.id)]).toEqual([0, PAST + 1]);
    expect(await world.count('boards', { 'players.id': from.id })).toBe(0);
    expect(await world.count('boards', { 'players.id': into.id, 'proposals.0': { $exists: true } })).toBe(0);
  }, 120_000);

  it('leaves, and is named at none of them', async () => {
    const [me, host] = await world.newMembers(2);
    await longAgo(me, host);
    await world.close(me);
    await sweepUntilDone(me);
    expect([await answeredBy(me.id), await answeredBy(me.id, { member_name: '' })]).toEqual([PAST, PAST]);
    expect(await world.count('boards', { players: { $elemMatch: { id: me.id, name: { $ne: '' } } } })).toBe(0);
  }, 120_000);
});
