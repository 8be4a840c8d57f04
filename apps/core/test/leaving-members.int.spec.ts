import { expectIndexed } from '@dongbaejul/testing';
import { MongoConnection } from '@dongbaejul/persistence';
import { Types } from 'mongoose';
import { draftsOfWhoLeft } from '../migrations/0040-drafts-of-who-left';
import { SweepLateLeavings } from '../src/member-data/sweep-late-leavings';
import { SweepUploads } from '../src/uploads/sweep-uploads.job';
import { ClubOfMembers, COLLECTIONS, going, playersOf } from './support/club-of-members';
import type { Member } from './support/core-under-test';
import { meet } from './support/meet';
import { arrange, join, played } from './support/play';
import { photo, upload } from './support/upload';
import { comment, write } from './support/write';

let world: ClubOfMembers;
beforeAll(async () => {
  world = await ClubOfMembers.start();
});
afterAll(() => world.stop());

const whenDue = (): Date => new Date(Date.now() + 61_000);

describe('requests that were under way when a member left', () => {
  it('leave no place behind: those who left are swept a second time, once, and nobody sooner', async () => {
    const [me, host] = [await world.newMember(), await world.newMember()];
    const [game, meeting] = [await arrange(host), await meet(host)];
    await world.close(me);
    await world.underWay(me, async () => {
      await join(me, game.id);
      await going(me, meeting.id);
    });
    expect(playersOf(await world.gameOf(game.id, host))).toHaveLength(1);
    const sweep = world.core.get(SweepLateLeavings);
    expect(await sweep.run()).toBe(0);
    let swept = 0;
    await expectIndexed(world.core.db, COLLECTIONS, async () => {
      const counts = await Promise.all([sweep.run(whenDue()), sweep.run(whenDue())]);
      swept = counts.reduce((sum, one) => sum + one, 0);
    });
    expect(swept).toBe(1);
    expect(playersOf(await world.gameOf(game.id, host))).toEqual([]);
    expect((await world.meetingOf(meeting.id, host)).counts.going).toBe(0);
    expect(await world.count('late_leavings', {})).toBe(0);
  });

  it('leave a merged person where they stand once', async () => {
    const [from, into, host] = [await world.newMember(), await world.newMember(), await world.newMember()];
    const [game, meeting] = [await arrange(host), await meet(host)];
    const both = async (who: Member): Promise<void> => {
      await join(who, game.id);
      await going(who, meeting.id);
    };
    await both(into);
    await world.close(from, { merged_into: into.id });
    await world.merge(from, into);
    await world.underWay(from, () => both(from));
    expect(await world.count('games', { 'players.member_id': from.id })).toBe(1);
    await world.core.get(SweepLateLeavings).run(whenDue());
    expect(await world.count('games', { member_ids: from.id })).toBe(0);
    expect(playersOf(await world.gameOf(game.id, host))).toEqual([into.id]);
    expect((await world.meetingOf(meeting.id, host)).counts.going).toBe(1);
  });

  it('follow a person who was merged on, and tell nobody of what is the same', async () => {
    const [from, into, last, host] = [
      await world.newMember(),
      await world.newMember(),
      await world.newMember(),
      await world.newMember(),
    ];
    const [game, meeting] = [await arrange(host), await meet(host)];
    await going(into, meeting.id);
    await world.close(from, { merged_into: into.id });
    await world.merge(from, into);
    await world.close(into, { merged_into: last.id });
    await world.merge(into, last);
    const told = await world.lastTold(meeting.id);
    const sweep = world.core.get(SweepLateLeavings);
    await world.core.db.collection('late_leavings').deleteOne({ _id: into.id } as object);
    await world.underWay(from, () => join(from, game.id));
    for (let more = true; more; more = (await sweep.run(whenDue())) > 0);
    expect(await world.count('games', { 'players.member_id': last.id })).toBe(1);
    expect(await world.count('late_leavings', {})).toBe(0);
    expect((await world.lastTold(meeting.id))?.version).toBe(told?.version);
  });

  it('are refused from when the account is known to be closed', async () => {
    const [me, host] = [await world.newMember(), await world.newMember()];
    const [game, meeting] = [await arrange(host), await meet(host)];
    await world.close(me);
    const refused = { status: 403, error: { code: 'MEMBER_NOT_ACTIVE' } };
    expect(await me.client.post(`/games/${game.id}/join`, {})).toMatchObject(refused);
    expect(await going(me, meeting.id)).toMatchObject(refused);
  });
});

describe('a member who closes the account', () => {
  it('frees the places at games and meetings for who waits, who is told', async () => {
    const [me, host, other, waiting] = [
      await world.newMember(),
      await world.newMember(),
      await world.newMember(),
      await world.newMember(),
    ];
    const game = await arrange(host);
    const meeting = await meet(host, { max_participants: 2 });
    for (const who of [me, other, waiting]) {
      await join(who, game.id);
      await going(who, meeting.id);
    }
    await world.close(me);
    expect(playersOf(await world.gameOf(game.id, host))).toEqual([other.id, waiting.id]);
    const { counts } = await world.meetingOf(meeting.id, host);
    expect(counts).toEqual({ going: 2, waiting: 0, maybe: 0, not_going: 0 });
    expect(await world.lastTold(meeting.id)).toMatchObject({
      version: 5,
      payload: { change: 'answered', updated_by: null, meeting: { counts } },
    });
    expect((await world.toldOf(waiting)).sort()).toEqual(['game.promoted', 'meeting.promoted']);
    expect(await world.toldOf(host)).toContain('game.left');
  });

  it('is not named in what was played, and leaves no device, no calendar address, no file that nothing holds', async () => {
    const [me, other] = [await world.newMember(), await world.newMember()];
    const { game } = await played(world.core, {}, [me, other]);
    const meeting = await meet(me);
    await world.device(me);
    await me.client.post('/calendar/token');
    await me.client.put('/notifications/preferences', { language: 'en' });
    await me.client.post(`/users/${other.id}/mute`);
    const file = (await upload(world.core, me, await photo())).data.upload.id;
    await world.close(me);
    const { participants } = await world.gameOf(game.id, other);
    expect(participants[0]?.user).toEqual({ id: null, display_name: '탈퇴한 회원', avatar: null });
    expect((await world.meetingOf(meeting.id, other)).host).toMatchObject({ id: null, display_name: '탈퇴한 회원' });
    expect(await world.lastTold(meeting.id)).toMatchObject({
      version: 2,
      payload: { meeting: { host: { id: null, display_name: '탈퇴한 회원' } } },
    });
    expect(JSON.stringify(await world.core.db.collection('games').find({ member_ids: me.id }).toArray())).not.toContain(
      `user-${me.id.slice(-6)}`,
    );
    for (const collection of ['notification_devices', 'notifications']) {
      expect(await world.count(collection, { member_id: me.id })).toBe(0);
    }
    for (const collection of ['calendar_tokens', 'notification_preferences']) {
      expect(await world.count(collection, { _id: me.id } as object)).toBe(0);
    }
    expect(await world.count('mutes', { muter_id: me.id, muted: true })).toBe(0);
    expect(await world.core.get(SweepUploads).run()).toBeGreaterThan(0);
    expect(await world.count('uploads', { owner_id: me.id })).toBe(0);
    expect(file).toBeDefined();
  });

  /** One that nobody else ever saw, with a file and a revision, and one that was shown and has somebody's comment. */
  async function leavesDrafts(me: Member, other: Member): Promise<{ draft: { id: string }; taken: { id: string } }> {
    const file = (await upload(world.core, me, await photo())).data.upload.id;
    const draft = await write(me, { is_published: false, attachments: [file] });
    await me.client.patch(`/posts/${draft.id}`, { title: '고친 초안' });
    const taken = await write(me);
    await comment(other, taken.id);
    await me.client.patch(`/posts/${taken.id}`, { is_published: false });
    return { draft, taken };
  }

  it('leaves no draft behind: what was shown before is deleted, the rest is nowhere', async () => {
    const [me, other] = [await world.newMember(), await world.newMember()];
    const { draft, taken } = await leavesDrafts(me, other);
    const post = await write(me);
    await world.close(me);
    const left = await world.core.db.collection('posts').find({ author_id: me.id }).sort({ _id: 1 }).toArray();
    expect(left.map(({ _id, state }) => [String(_id), state as unknown])).toEqual([
      [taken.id, 'deleted'],
      [post.id, 'published'],
    ]);
    expect(await world.count('post_revisions', { post_id: new Types.ObjectId(draft.id) })).toBe(0);
    await world.core.get(SweepUploads).run();
    expect(await world.count('uploads', { owner_id: me.id })).toBe(0);
  });

  it('leaves no draft behind either that was kept before the upgrade', async () => {
    const [me, other, stays] = await world.newMembers(3);
    const { draft, taken } = await leavesDrafts(me, other);
    const merged = await write(other, { is_published: false });
    const kept = await write(stays, { is_published: false });
    const members = world.core.db.collection<{ _id: string }>('members');
    await members.updateOne({ _id: me.id }, { $set: { status: 'closed' } });
    await members.updateOne({ _id: other.id }, { $set: { status: 'closed', merged_into: stays.id } });

    const { client } = world.core.get(MongoConnection);
    const context = { signal: new AbortController().signal };
    for (let i = 0; i < 2; i += 1) await draftsOfWhoLeft.up(world.core.db, client, context);
    await world.core.get(SweepLateLeavings).run();
    expect(await world.count('posts', { author_id: me.id, state: 'draft' })).toBe(2);
    await world.core.get(SweepLateLeavings).run(new Date(Date.now() + 2 * 3_600_000));
    const left = await world.core.db.collection('posts').find({ author_id: me.id }).toArray();
    expect(left.map(({ _id, state }) => [String(_id), state as unknown])).toEqual([[taken.id, 'deleted']]);
    expect(await world.count('post_revisions', { post_id: new Types.ObjectId(draft.id) })).toBe(0);
    await world.core.get(SweepUploads).run();
    expect(await world.count('uploads', { owner_id: me.id })).toBe(0);
    const drafts = await world.core.db.collection('posts').find({ author_id: stays.id }).sort({ _id: 1 }).toArray();
    expect(drafts.map(({ _id, state }) => [String(_id), state as unknown])).toEqual([
      [merged.id, 'draft'],
      [kept.id, 'draft'],
    ]);
  });

  it('keeps every place when the account goes on as another', async () => {
    const [me, into] = [await world.newMember(), await world.newMember()];
    const game = await arrange(into);
    await join(me, game.id);
    await world.device(me);
    await world.close(me, { merged_into: into.id });
    expect(await world.count('notification_devices', { member_id: me.id })).toBe(1);
    // Whatever still names the old account shows the person.
    expect(playersOf(await world.gameOf(game.id, into))).toEqual([into.id]);
    await world.merge(me, into);
    const { participants } = await world.gameOf(game.id, into);
    expect(participants[0]?.id).toBe(into.id);
  });
});
