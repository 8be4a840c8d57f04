import type { GameState, MemberState } from '@dongbaejul/contracts';
import { Transactions } from '@dongbaejul/persistence';
import { expectIndexed, until } from '@dongbaejul/testing';
import { mongo, Types } from 'mongoose';
import type { MeetingDetailAnswer } from '../src/meetings/dto/meeting.dto';
import { ExportMemberData } from '../src/member-data/export-member-data';
import { SweepLateLeavings } from '../src/member-data/sweep-late-leavings';
import { DevicesRepository } from '../src/notifications/devices/devices.repository';
import type { GameStatsAnswer } from '../src/ratings/dto/game-stats.dto';
import { RatingChain } from '../src/ratings/rating-chain';
import { SweepUploads } from '../src/uploads/sweep-uploads.job';
import { CoreUnderTest, Member } from './support/core-under-test';
import { inboxOf, notify } from './support/inbox';
import { meet } from './support/meet';
import { arrange, join, played } from './support/play';
import type { Teller } from './support/teller';
import { photo, upload } from './support/upload';
import { write } from './support/write';

const COLLECTIONS = [
  'posts',
  'comments',
  'post_reads',
  'mutes',
  'games',
  'game_results',
  'ratings',
  'meetings',
  'uploads',
  'calendar_tokens',
  'notifications',
  'notification_devices',
  'notification_preferences',
  'late_leavings',
];

let core: CoreUnderTest;
let auth: Teller;
beforeAll(async () => {
  core = await CoreUnderTest.start('leaving');
  auth = await core.teller('auth');
}, 30_000);
afterAll(() => core.stop(), 30_000);

const state = (id: string, more: Partial<MemberState> = {}): MemberState => ({
  id,
  username: `u${id.slice(-6)}`,
  display_name: `이름 ${id.slice(-4)}`,
  avatar: null,
  roles: ['USER'],
  status: 'active',
  ...more,
});
const newMember = async (): Promise<Member> => {
  const member = core.member();
  await auth.tellAndWait('auth.member.changed', member.id, 1, state(member.id));
  return member;
};
const close = ({ id }: Member, more: Partial<MemberState> = {}): Promise<void> =>
  auth.tellAndWait('auth.member.changed', id, 9, state(id, { status: 'closed', display_name: '', ...more }));
const merge = (from: Member, into: Member): Promise<void> =>
  auth.tellAndWait('auth.member.merged', from.id, 9, { from_id: from.id, into_id: into.id });
const gameOf = async (id: string, who: Member): Promise<GameState> =>
  (await who.client.get<{ game: GameState }>(`/games/${id}`)).data.game;
const meetingOf = async (id: string, who: Member): Promise<MeetingDetailAnswer['meeting']> =>
  (await who.client.get<MeetingDetailAnswer>(`/meetings/${id}`)).data.meeting;
const playersOf = ({ participants }: GameState): (string | null)[] => participants.map(({ user }) => user?.id ?? null);
const going = (who: Member, id: string): Promise<unknown> =>
  who.client.put(`/meetings/${id}/rsvp`, { answer: 'going' });
const toldOf = async (who: Member): Promise<string[]> => (await inboxOf(who)).notifications.map(({ type }) => type);
/** As registering does where pushes are configured. */
const device = ({ id: member_id }: Member): Promise<void> => {
  const now = new Date();
  const row = { kind: 'fcm' as const, address: `token-${member_id}`, name: '전화', created_at: now, seen_at: now };
  return core
    .get(Transactions)
    .run((session) => core.get(DevicesRepository).insert(session, { _id: new Types.ObjectId(), member_id, ...row }));
};
const exported = async ({ id }: Member): Promise<Map<string, unknown>> => {
  const files = new Map<string, unknown>();
  let cursor: string | undefined;
  do {
    const page = await core.get(ExportMemberData).page(id, cursor);
    for (const { name, content } of page.files) files.set(name, content);
    cursor = page.next_cursor;
  } while (cursor);
  return files;
};
/** What live views of a meeting are told last. */
const lastTold = async (meetingId: string): Promise<mongo.Document | null> =>
  core.db
    .collection('outbox')
    .findOne({ name: 'core.meeting.changed', aggregate_id: meetingId }, { sort: { version: -1 } });
const count = (collection: string, filter: object): Promise<number> =>
  core.db.collection(collection).countDocuments(filter);

/** As requests end that were let in before the account was closed. */
const underWay = async ({ id }: Member, act: () => Promise<unknown>): Promise<void> => {
  const set = (status: string): Promise<unknown> =>
    core.db.collection('members').updateOne({ _id: id } as object, { $set: { status } });
  await set('active');
  await act();
  await set('closed');
};
const whenDue = (): Date => new Date(Date.now() + 61_000);

describe('requests that were under way when a member left', () => {
  it('leave no place behind: those who left are swept a second time, once, and nobody sooner', async () => {
    const [me, host] = [await newMember(), await newMember()];
    const [game, meeting] = [await arrange(host), await meet(host)];
    await close(me);
    await underWay(me, async () => {
      await join(me, game.id);
      await going(me, meeting.id);
    });
    expect(playersOf(await gameOf(game.id, host))).toHaveLength(1);
    const sweep = core.get(SweepLateLeavings);
    expect(await sweep.run()).toBe(0);
    let swept = 0;
    await expectIndexed(core.db, COLLECTIONS, async () => {
      const counts = await Promise.all([sweep.run(whenDue()), sweep.run(whenDue())]);
      swept = counts.reduce((sum, one) => sum + one, 0);
    });
    expect(swept).toBe(1);
    expect(playersOf(await gameOf(game.id, host))).toEqual([]);
    expect((await meetingOf(meeting.id, host)).counts.going).toBe(0);
    expect(await count('late_leavings', {})).toBe(0);
  });

  it('leave a merged person where they stand once', async () => {
    const [from, into, host] = [await newMember(), await newMember(), await newMember()];
    const [game, meeting] = [await arrange(host), await meet(host)];
    const both = async (who: Member): Promise<void> => {
      await join(who, game.id);
      await going(who, meeting.id);
    };
    await both(into);
    await close(from, { merged_into: into.id });
    await merge(from, into);
    await underWay(from, () => both(from));
    expect(await count('games', { 'players.member_id': from.id })).toBe(1);
    await core.get(SweepLateLeavings).run(whenDue());
    expect(await count('games', { member_ids: from.id })).toBe(0);
    expect(playersOf(await gameOf(game.id, host))).toEqual([into.id]);
    expect((await meetingOf(meeting.id, host)).counts.going).toBe(1);
  });

  it('follow a person who was merged on, and tell nobody of what is the same', async () => {
    const [from, into, last, host] = [await newMember(), await newMember(), await newMember(), await newMember()];
    const [game, meeting] = [await arrange(host), await meet(host)];
    await going(into, meeting.id);
    await close(from, { merged_into: into.id });
    await merge(from, into);
    await close(into, { merged_into: last.id });
    await merge(into, last);
    const told = await lastTold(meeting.id);
    const sweep = core.get(SweepLateLeavings);
    await core.db.collection('late_leavings').deleteOne({ _id: into.id } as object);
    await underWay(from, () => join(from, game.id));
    for (let more = true; more; more = (await sweep.run(whenDue())) > 0);
    expect(await count('games', { 'players.member_id': last.id })).toBe(1);
    expect(await count('late_leavings', {})).toBe(0);
    expect((await lastTold(meeting.id))?.version).toBe(told?.version);
  });

  it('are refused from when the account is known to be closed', async () => {
    const [me, host] = [await newMember(), await newMember()];
    const [game, meeting] = [await arrange(host), await meet(host)];
    await close(me);
    const refused = { status: 403, error: { code: 'MEMBER_NOT_ACTIVE' } };
    expect(await me.client.post(`/games/${game.id}/join`, {})).toMatchObject(refused);
    expect(await going(me, meeting.id)).toMatchObject(refused);
  });
});

describe('a member who closes the account', () => {
  it('frees the places at games and meetings for who waits, who is told', async () => {
    const [me, host, other, waiting] = [await newMember(), await newMember(), await newMember(), await newMember()];
    const game = await arrange(host);
    const meeting = await meet(host, { max_participants: 2 });
    for (const who of [me, other, waiting]) {
      await join(who, game.id);
      await going(who, meeting.id);
    }
    await close(me);
    expect(playersOf(await gameOf(game.id, host))).toEqual([other.id, waiting.id]);
    const { counts } = await meetingOf(meeting.id, host);
    expect(counts).toEqual({ going: 2, waiting: 0, maybe: 0, not_going: 0 });
    expect(await lastTold(meeting.id)).toMatchObject({
      version: 5,
      payload: { change: 'answered', updated_by: null, meeting: { counts } },
    });
    expect((await toldOf(waiting)).sort()).toEqual(['game.promoted', 'meeting.promoted']);
    expect(await toldOf(host)).toContain('game.left');
  });

  it('is not named in what was played, and leaves no device, no calendar address, no file that nothing holds', async () => {
    const [me, other] = [await newMember(), await newMember()];
    const { game } = await played(core, {}, [me, other]);
    const meeting = await meet(me);
    await device(me);
    await me.client.post('/calendar/token');
    await me.client.put('/notifications/preferences', { language: 'en' });
    await me.client.post(`/users/${other.id}/mute`);
    const file = (await upload(core, me, await photo())).data.upload.id;
    await close(me);
    const { participants } = await gameOf(game.id, other);
    expect(participants[0]?.user).toEqual({ id: null, display_name: '탈퇴한 회원', avatar: null });
    expect((await meetingOf(meeting.id, other)).host).toMatchObject({ id: null, display_name: '탈퇴한 회원' });
    expect(await lastTold(meeting.id)).toMatchObject({
      version: 2,
      payload: { meeting: { host: { id: null, display_name: '탈퇴한 회원' } } },
    });
    expect(JSON.stringify(await core.db.collection('games').find({ member_ids: me.id }).toArray())).not.toContain(
      `user-${me.id.slice(-6)}`,
    );
    for (const collection of ['notification_devices', 'notifications']) {
      expect(await count(collection, { member_id: me.id })).toBe(0);
    }
    for (const collection of ['calendar_tokens', 'notification_preferences']) {
      expect(await count(collection, { _id: me.id } as object)).toBe(0);
    }
    expect(await count('mutes', { muter_id: me.id, muted: true })).toBe(0);
    expect(await core.get(SweepUploads).run()).toBeGreaterThan(0);
    expect(await count('uploads', { owner_id: me.id })).toBe(0);
    expect(file).toBeDefined();
  });

  it('keeps every place when the account goes on as another', async () => {
    const [me, into] = [await newMember(), await newMember()];
    const game = await arrange(into);
    await join(me, game.id);
    await device(me);
    await close(me, { merged_into: into.id });
    expect(await count('notification_devices', { member_id: me.id })).toBe(1);
    // Whatever still names the old account shows the person.
    expect(playersOf(await gameOf(game.id, into))).toEqual([into.id]);
    await merge(me, into);
    const { participants } = await gameOf(game.id, into);
    expect(participants[0]?.id).toBe(into.id);
  });
});

describe('two accounts of one person', () => {
  it('are in games and at meetings once, and who waits gets the place that is free', async () => {
    const [from, into, host, waiting] = [await newMember(), await newMember(), await newMember(), await newMember()];
    const game = await arrange(host);
    const meeting = await meet(from, { max_participants: 2 });
    for (const who of [from, into, waiting]) {
      await join(who, game.id);
      await going(who, meeting.id);
    }
    await merge(from, into);
    expect(playersOf(await gameOf(game.id, host))).toEqual([into.id, waiting.id]);
    const after = await meetingOf(meeting.id, host);
    expect(after).toMatchObject({ host: { id: into.id }, counts: { going: 2, waiting: 0 } });
    expect(await lastTold(meeting.id)).toMatchObject({
      version: 5,
      payload: { meeting: { host: { id: into.id }, counts: { going: 2, waiting: 0 } } },
    });
    expect((await toldOf(waiting)).sort()).toEqual(['game.promoted', 'meeting.promoted']);
    expect((await into.client.patch(`/meetings/${meeting.id}`, { title: '내 모임' })).status).toBe(200);
  });

  it('have one rating, worked out from the games of both', async () => {
    const [from, into, other] = [await newMember(), await newMember(), await newMember()];
    await played(core, {}, [from, other]);
    await played(core, {}, [into, other]);
    await merge(from, into);
    await core.get(RatingChain).catchUp();
    const rating = (member_id: string) => core.db.collection('ratings').findOne({ member_id });
    await until(async () => (await rating(into.id))?.games === 2, 'both games in one rating');
    expect(await rating(into.id)).toMatchObject({ games: 2, wins: 2 });
    expect(await rating(from.id)).toBeNull();
    expect(await rating(other.id)).toMatchObject({ games: 2, wins: 0 });
    expect(await count('game_results', { member_id: from.id })).toBe(0);
    const { data } = await other.client.get<{ stats: { opponents: { member: { id: string }; played: number }[] } }>(
      `/users/${other.id}/games/stats`,
    );
    expect(data.stats.opponents).toMatchObject([{ member: { id: into.id }, played: 2 }]);
  });

  it('played a game that both were in once, in statistics, counts and attendance, and it rates nobody', async () => {
    const [from, into] = [await newMember(), await newMember()];
    const both = await played(core, { game_type: 'free' }, [from, into]);
    await merge(from, into);
    await core.get(RatingChain).catchUp();
    const rated = { discipline: 'free', member_id: { $in: [from.id, into.id] } };
    await until(async () => (await count('ratings', rated)) === 0, 'nobody is rated by it');
    const { data } = await into.client.get<GameStatsAnswer>(`/users/${into.id}/games/stats`);
    expect(data.stats.disciplines).toMatchObject([{ discipline: 'free', played: 1, won: 0, rating: null }]);
    expect(data.stats.attendance).toMatchObject({ due: 1, attended: 1 });
    const told = await core.db
      .collection('outbox')
      .find({ name: 'core.activity.recorded', aggregate_id: { $in: [from.id, into.id] } })
      .map(({ payload }) => payload as { kind: string; delta: number })
      .toArray();
    const counted = (kind: string): number =>
      told.filter((one) => one.kind === kind).reduce((sum, { delta }) => sum + delta, 0);
    const kinds = ['game_played', 'game_won', 'attendance_due', 'attended'];
    expect(kinds.map(counted)).toEqual([1, 0, 1, 1]);
    const { participants } = await gameOf(both.game.id, into);
    expect(participants.map(({ guest, user }) => guest?.invited_by ?? user?.id)).toEqual([into.id, into.id]);
  });

  it('were told once, mute once, have the devices of both and one calendar address', async () => {
    const [from, into, muted, muter] = [await newMember(), await newMember(), await newMember(), await newMember()];
    const note = { type: 'notice' as const, data: { title: '공지' } };
    await notify(core, { ...note, member_ids: [from.id, into.id], dedupe_key: `both:${from.id}` });
    await notify(core, { ...note, member_ids: [from.id], dedupe_key: `one:${from.id}` });
    for (const who of [from, into]) await device(who);
    await from.client.post('/calendar/token');
    await from.client.put('/notifications/preferences', { language: 'en' });
    for (const who of [from, into]) await who.client.post(`/users/${muted.id}/mute`);
    await from.client.post(`/users/${into.id}/mute`);
    await muter.client.post(`/users/${from.id}/mute`);
    await merge(from, into);
    expect(await inboxOf(into)).toMatchObject({ unread_count: 2 });
    expect(await count('notification_devices', { member_id: into.id })).toBe(2);
    expect(await count('calendar_tokens', { _id: into.id } as object)).toBe(1);
    const { data } = await into.client.get<{ preferences: object }>('/notifications/preferences');
    expect(data.preferences).toMatchObject({ language: 'en' });
    const mutes = await core.db.collection('mutes').find({ muted: true }).toArray();
    const pairs = mutes.map(({ muter_id, muted_id }) => `${String(muter_id)}>${String(muted_id)}`);
    expect(pairs.filter((pair) => pair.includes(into.id)).sort()).toEqual(
      [`${into.id}>${muted.id}`, `${muter.id}>${into.id}`].sort(),
    );
    expect(pairs.join()).not.toContain(from.id);
  });

  it('have read a post once, and are no reader of their own', async () => {
    const [from, into, writer] = [await newMember(), await newMember(), await newMember()];
    const theirs = await write(writer, { title: '둘 다 읽은 글', category: 'free' });
    const own = await write(from, { title: '다른 계정으로 읽은 글', category: 'free' });
    for (const who of [from, into]) {
      for (const { id } of [theirs, own]) await who.client.get(`/posts/${id}`);
      await who.client.post(`/posts/${theirs.id}/like`);
    }
    await into.client.post(`/posts/${own.id}/like`);
    await merge(from, into);
    const views = async (id: string): Promise<number> =>
      (await writer.client.get<{ post: { view_count: number } }>(`/posts/${id}`)).data.post.view_count;
    expect(await views(theirs.id)).toBe(1);
    // The one reader of it is who just looked.
    await views(own.id);
    expect(await count('post_reads', { member_id: into.id })).toBe(1);
    const credit = { name: 'core.activity.recorded', 'payload.kind': 'like_received', 'payload.delta': -1 };
    await until(async () => (await count('outbox', { ...credit, aggregate_id: writer.id })) === 1, 'one like less');
    expect(await count('outbox', { ...credit, aggregate_id: into.id })).toBe(1);
  });

  it('have one archive, with only their own part of what they share', async () => {
    const [from, into, other] = [await newMember(), await newMember(), await newMember()];
    const game = await arrange(other);
    for (const who of [from, other]) await join(who, game.id, who === from ? ['손님'] : []);
    const meeting = await meet(other);
    for (const who of [from, other]) await going(who, meeting.id);
    await played(core, {}, [from, other]);
    await upload(core, from, await photo(), { name: '내 사진.jpg' });
    await merge(from, into);
    await core.get(RatingChain).catchUp();
    const files = await exported(into);
    expect(files.get('games.json')).toHaveLength(2);
    expect(files.get('meeting-answers.json')).toMatchObject([{ title: '토요일 번개', answer: 'going' }]);
    expect(files.get('uploads.json')).toMatchObject([{ name: '내 사진.jpg' }]);
    expect(JSON.stringify(files.get('games.json'))).toContain('손님');
    for (const name of ['games.json', 'meeting-answers.json']) {
      expect(JSON.stringify(files.get(name))).not.toContain(`user-${other.id.slice(-6)}`);
    }
    const rest = [...(await exported(from)).values()].filter((content) => (content as unknown[]).length > 0);
    expect(rest).toEqual([]);
  });

  it('are given no title of what others wrote and members cannot read', async () => {
    const [me, writer] = [await newMember(), await newMember()];
    const titled = async (title: string, state: string): Promise<string> => {
      const { id } = await write(writer, { title, category: 'free' });
      await me.client.post(`/posts/${id}/like`);
      await core.db.collection('posts').updateOne({ _id: new Types.ObjectId(id) }, { $set: { state } });
      return id;
    };
    const shown = await titled('보이는 글', 'published');
    const unseen: string[] = [];
    for (const state of ['hidden', 'draft', 'deleted']) unseen.push(await titled(`안 보이는 글 ${state}`, state));
    const likes = (await exported(me)).get('likes.json') as Record<string, unknown>[];
    expect(likes.map(({ _id, title }) => [String(_id), title])).toEqual([
      [shown, '보이는 글'],
      ...unseen.map((id) => [id, undefined]),
    ]);
    expect(Object.keys(likes[1] as object).sort()).toEqual(['_id', 'created_at']);
  });

  it('are found by indexes, as is one who leaves', async () => {
    const [from, into] = [await newMember(), await newMember()];
    await played(core, {}, [from, await newMember()]);
    const game = await arrange(into);
    await join(from, game.id);
    await meet(from);
    await expectIndexed(core.db, COLLECTIONS, () => exported(from));
    await expectIndexed(core.db, COLLECTIONS, () => merge(from, into));
    await expectIndexed(core.db, COLLECTIONS, () => close(into));
  });
});
