import { MongoConnection } from '@dongbaejul/persistence';
import { expectIndexed } from '@dongbaejul/testing';
import { blockedMembers } from '../migrations/0038-blocked-members';
import { SweepLateLeavings } from '../src/member-data/sweep-late-leavings';
import { ClubOfMembers, COLLECTIONS, going, playersOf } from './support/club-of-members';
import { meet } from './support/meet';
import { arrange, inHours, join } from './support/play';

let world: ClubOfMembers;
beforeAll(async () => {
  world = await ClubOfMembers.start();
});
afterAll(() => world.stop());

const whenDue = (): Date => new Date(Date.now() + 61_000);

describe('a member who is blocked', () => {
  it('comes to no game that has not begun: who waits moves up and is told, and so is the host', async () => {
    const [me, host, rival, next] = await world.newMembers(4);
    const game = await arrange(host);
    for (const who of [me, rival, next]) await join(who, game.id);
    await world.block(me);
    expect(playersOf(await world.gameOf(game.id, host))).toEqual([rival.id, next.id]);
    expect(await world.toldOf(next)).toContain('game.promoted');
    expect(await world.toldOf(host)).toContain('game.left');
  });

  it('waits for nothing: not for a game, not for a meeting, and is not brought back', async () => {
    const [me, host, first, second] = await world.newMembers(4);
    const game = await arrange(host);
    for (const who of [first, second, me]) await join(who, game.id);
    const meeting = await meet(host, { max_participants: 2, meeting_date: inHours(24) });
    for (const who of [first, second, me]) await going(who, meeting.id);
    await world.block(me);
    await world.unblock(me);
    await first.client.delete(`/games/${game.id}/join`);
    await first.client.put(`/meetings/${meeting.id}/rsvp`, { answer: 'not_going' });
    expect(playersOf(await world.gameOf(game.id, host))).toEqual([second.id]);
    expect((await world.meetingOf(meeting.id, host)).counts).toMatchObject({ going: 1, waiting: 0 });
    await world.core.get(SweepLateLeavings).run(whenDue());
    expect(await world.count('late_leavings', { _id: me.id })).toBe(0);
  });

  it('is taken out of what a request enters that was under way', async () => {
    const [me, host] = await world.newMembers(2);
    const game = await arrange(host);
    await world.block(me);
    await world.underWay(me, () => join(me, game.id), 'blocked');
    expect(playersOf(await world.gameOf(game.id, host))).toEqual([me.id]);
    await expectIndexed(world.core.db, COLLECTIONS, () => world.core.get(SweepLateLeavings).run(whenDue()));
    expect(playersOf(await world.gameOf(game.id, host))).toEqual([]);
    expect(await world.count('late_leavings', { _id: me.id })).toBe(0);
  });

  it('stays in a game that is being played, and keeps the games they host', async () => {
    const [me, rival] = await world.newMembers(2);
    const [game, own] = [await arrange(me), await arrange(me)];
    for (const who of [me, rival]) await join(who, game.id);
    expect((await me.client.post(`/games/${game.id}/start`, { court_id: 'blocked-1' })).status).toBe(200);
    await world.block(me);
    expect(playersOf(await world.gameOf(game.id, rival))).toEqual([me.id, rival.id]);
    expect((await world.gameOf(own.id, rival)).host.id).toBe(me.id);
  });

  it('is taken out as well when that was before the upgrade', async () => {
    const [me, host] = await world.newMembers(2);
    const game = await arrange(host);
    await join(me, game.id);
    await world.core.db.collection('members').updateOne({ _id: me.id } as object, { $set: { status: 'blocked' } });
    const { client } = world.core.get(MongoConnection);
    await blockedMembers.up(world.core.db, client, { signal: new AbortController().signal });
    await world.core.get(SweepLateLeavings).run();
    expect(playersOf(await world.gameOf(game.id, host))).toEqual([]);
  });
});
