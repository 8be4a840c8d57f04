import { expectIndexed, until } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import type { GameStatsAnswer } from '../src/ratings/dto/game-stats.dto';
import { RatingChain } from '../src/ratings/rating-chain';
import { ClubOfMembers, COLLECTIONS, going, playersOf } from './support/club-of-members';
import { inboxOf, notify } from './support/inbox';
import { meet } from './support/meet';
import { arrange, join, played } from './support/play';
import { photo, upload } from './support/upload';
import { write } from './support/write';

let world: ClubOfMembers;
beforeAll(async () => {
  world = await ClubOfMembers.start();
});
afterAll(() => world.stop());

describe('two accounts of one person', () => {
  it('are in games and at meetings once, and who waits gets the place that is free', async () => {
    const [from, into, host, waiting] = [
      await world.newMember(),
      await world.newMember(),
      await world.newMember(),
      await world.newMember(),
    ];
    const game = await arrange(host);
    const meeting = await meet(from, { max_participants: 2 });
    for (const who of [from, into, waiting]) {
      await join(who, game.id);
      await going(who, meeting.id);
    }
    await world.merge(from, into);
    expect(playersOf(await world.gameOf(game.id, host))).toEqual([into.id, waiting.id]);
    const after = await world.meetingOf(meeting.id, host);
    expect(after).toMatchObject({ host: { id: into.id }, counts: { going: 2, waiting: 0 } });
    expect(await world.lastTold(meeting.id)).toMatchObject({
      version: 5,
      payload: { meeting: { host: { id: into.id }, counts: { going: 2, waiting: 0 } } },
    });
    expect((await world.toldOf(waiting)).sort()).toEqual(['game.promoted', 'meeting.promoted']);
    expect((await into.client.patch(`/meetings/${meeting.id}`, { title: '내 모임' })).status).toBe(200);
  });

  it('have one rating, worked out from the games of both', async () => {
    const [from, into, other] = [await world.newMember(), await world.newMember(), await world.newMember()];
    await played(world.core, {}, [from, other]);
    await played(world.core, {}, [into, other]);
    await world.merge(from, into);
    await world.core.get(RatingChain).catchUp();
    const rating = (member_id: string) => world.core.db.collection('ratings').findOne({ member_id });
    await until(async () => (await rating(into.id))?.games === 2, 'both games in one rating');
    expect(await rating(into.id)).toMatchObject({ games: 2, wins: 2 });
    expect(await rating(from.id)).toBeNull();
    expect(await rating(other.id)).toMatchObject({ games: 2, wins: 0 });
    expect(await world.count('game_results', { member_id: from.id })).toBe(0);
    const { data } = await other.client.get<{ stats: { opponents: { member: { id: string }; played: number }[] } }>(
      `/users/${other.id}/games/stats`,
    );
    expect(data.stats.opponents).toMatchObject([{ member: { id: into.id }, played: 2 }]);
  });

  it('played a game that both were in once, in statistics, counts and attendance, and it rates nobody', async () => {
    const [from, into] = [await world.newMember(), await world.newMember()];
    const both = await played(world.core, { game_type: 'free' }, [from, into]);
    await world.merge(from, into);
    await world.core.get(RatingChain).catchUp();
    const rated = { discipline: 'free', member_id: { $in: [from.id, into.id] } };
    await until(async () => (await world.count('ratings', rated)) === 0, 'nobody is rated by it');
    const { data } = await into.client.get<GameStatsAnswer>(`/users/${into.id}/games/stats`);
    expect(data.stats.disciplines).toMatchObject([{ discipline: 'free', played: 1, won: 0, rating: null }]);
    expect(data.stats.attendance).toMatchObject({ due: 1, attended: 1 });
    const told = await world.core.db
      .collection('outbox')
      .find({ name: 'core.activity.recorded', aggregate_id: { $in: [from.id, into.id] } })
      .map(({ payload }) => payload as { kind: string; delta: number })
      .toArray();
    const counted = (kind: string): number =>
      told.filter((one) => one.kind === kind).reduce((sum, { delta }) => sum + delta, 0);
    const kinds = ['game_played', 'game_won', 'attendance_due', 'attended'];
    expect(kinds.map(counted)).toEqual([1, 0, 1, 1]);
    const { participants } = await world.gameOf(both.game.id, into);
    expect(participants.map(({ guest, user }) => guest?.invited_by ?? user?.id)).toEqual([into.id, into.id]);
  });

  it('were told once, mute once, have the devices of both and one calendar address', async () => {
    const [from, into, muted, muter] = [
      await world.newMember(),
      await world.newMember(),
      await world.newMember(),
      await world.newMember(),
    ];
    const note = { type: 'notice' as const, data: { title: '공지' } };
    await notify(world.core, { ...note, member_ids: [from.id, into.id], dedupe_key: `both:${from.id}` });
    await notify(world.core, { ...note, member_ids: [from.id], dedupe_key: `one:${from.id}` });
    for (const who of [from, into]) await world.device(who);
    await from.client.post('/calendar/token');
    await from.client.put('/notifications/preferences', { language: 'en' });
    for (const who of [from, into]) await who.client.post(`/users/${muted.id}/mute`);
    await from.client.post(`/users/${into.id}/mute`);
    await muter.client.post(`/users/${from.id}/mute`);
    await world.merge(from, into);
    expect(await inboxOf(into)).toMatchObject({ unread_count: 2 });
    expect(await world.count('notification_devices', { member_id: into.id })).toBe(2);
    expect(await world.count('calendar_tokens', { _id: into.id } as object)).toBe(1);
    const { data } = await into.client.get<{ preferences: object }>('/notifications/preferences');
    expect(data.preferences).toMatchObject({ language: 'en' });
    const mutes = await world.core.db.collection('mutes').find({ muted: true }).toArray();
    const pairs = mutes.map(({ muter_id, muted_id }) => `${String(muter_id)}>${String(muted_id)}`);
    expect(pairs.filter((pair) => pair.includes(into.id)).sort()).toEqual(
      [`${into.id}>${muted.id}`, `${muter.id}>${into.id}`].sort(),
    );
    expect(pairs.join()).not.toContain(from.id);
  });

  it('have read a post once, and are no reader of their own', async () => {
    const [from, into, writer] = [await world.newMember(), await world.newMember(), await world.newMember()];
    const theirs = await write(writer, { title: '둘 다 읽은 글', category: 'free' });
    const own = await write(from, { title: '다른 계정으로 읽은 글', category: 'free' });
    for (const who of [from, into]) {
      for (const { id } of [theirs, own]) await who.client.get(`/posts/${id}`);
      await who.client.post(`/posts/${theirs.id}/like`);
    }
    await into.client.post(`/posts/${own.id}/like`);
    await world.merge(from, into);
    const views = async (id: string): Promise<number> =>
      (await writer.client.get<{ post: { view_count: number } }>(`/posts/${id}`)).data.post.view_count;
    expect(await views(theirs.id)).toBe(1);
    // The one reader of it is who just looked.
    await views(own.id);
    expect(await world.count('post_reads', { member_id: into.id })).toBe(1);
    const credit = { name: 'core.activity.recorded', 'payload.kind': 'like_received', 'payload.delta': -1 };
    await until(
      async () => (await world.count('outbox', { ...credit, aggregate_id: writer.id })) === 1,
      'one like less',
    );
    expect(await world.count('outbox', { ...credit, aggregate_id: into.id })).toBe(1);
  });

  it('have one archive, with only their own part of what they share', async () => {
    const [from, into, other] = [await world.newMember(), await world.newMember(), await world.newMember()];
    const game = await arrange(other);
    for (const who of [from, other]) await join(who, game.id, who === from ? ['손님'] : []);
    const meeting = await meet(other);
    for (const who of [from, other]) await going(who, meeting.id);
    await played(world.core, {}, [from, other]);
    await upload(world.core, from, await photo(), { name: '내 사진.jpg' });
    await world.merge(from, into);
    await world.core.get(RatingChain).catchUp();
    const files = await world.exported(into);
    expect(files.get('games.json')).toHaveLength(2);
    expect(files.get('meeting-answers.json')).toMatchObject([{ title: '토요일 번개', answer: 'going' }]);
    expect(files.get('uploads.json')).toMatchObject([{ name: '내 사진.jpg' }]);
    expect(JSON.stringify(files.get('games.json'))).toContain('손님');
    for (const name of ['games.json', 'meeting-answers.json']) {
      expect(JSON.stringify(files.get(name))).not.toContain(`user-${other.id.slice(-6)}`);
    }
    const rest = [...(await world.exported(from)).values()].filter((content) => (content as unknown[]).length > 0);
    expect(rest).toEqual([]);
  });

  it('are given no title of what others wrote and members cannot read', async () => {
    const [me, writer] = [await world.newMember(), await world.newMember()];
    const titled = async (title: string, state: string): Promise<string> => {
      const { id } = await write(writer, { title, category: 'free' });
      await me.client.post(`/posts/${id}/like`);
      await world.core.db.collection('posts').updateOne({ _id: new Types.ObjectId(id) }, { $set: { state } });
      return id;
    };
    const shown = await titled('보이는 글', 'published');
    const unseen: string[] = [];
    for (const state of ['hidden', 'draft', 'deleted']) unseen.push(await titled(`안 보이는 글 ${state}`, state));
    const likes = (await world.exported(me)).get('likes.json') as Record<string, unknown>[];
    expect(likes.map(({ _id, title }) => [String(_id), title])).toEqual([
      [shown, '보이는 글'],
      ...unseen.map((id) => [id, undefined]),
    ]);
    expect(Object.keys(likes[1] as object).sort()).toEqual(['_id', 'created_at']);
  });

  it('are found by indexes, as is one who leaves', async () => {
    const [from, into] = [await world.newMember(), await world.newMember()];
    await played(world.core, {}, [from, await world.newMember()]);
    const game = await arrange(into);
    await join(from, game.id);
    await meet(from);
    await expectIndexed(world.core.db, COLLECTIONS, () => world.exported(from));
    await expectIndexed(world.core.db, COLLECTIONS, () => world.merge(from, into));
    await expectIndexed(world.core.db, COLLECTIONS, () => world.close(into));
  });
});
