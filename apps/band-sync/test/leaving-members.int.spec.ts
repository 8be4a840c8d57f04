import type { MemberState } from '@dongbaejul/contracts';
import { Transactions } from '@dongbaejul/persistence';
import { DirectoryEvents } from '../src/directory/directory.events';
import { MemberDataEvents } from '../src/member-data/member-data.events';
import type { PhotosDto } from '../src/photos/dto/photos.dto';
import { sendRoster } from './support/roster-file';
import { World } from './support/world';

jest.setTimeout(90_000);

describe('a member who closes the account', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({}, { EMULATOR_POSTS: '5', EMULATOR_PHOTOS: '2', EMULATOR_MEMBERS: '5' });
    await world.connect();
    await world.band.change({ members: { add: [{ name: '떠날사람' }] } });
    await write('떠나기 전 글');
    await world.runToEnd();
    const [album] = await world.db.collection('albums').find().toArray();
    const photo = { photo_album_key: album?.key as string, author_key: await keyOf() };
    await world.band.change({ photos: { add: [photo] } });
    await world.runToEnd();
    await sendRoster(world, '이름,급수,전화\n떠날사람,B,010-1111-2222\n남을사람,C,010-3333-4444\n', '');
  });
  afterAll(() => world?.stop());

  const keyOf = async (): Promise<string> =>
    (await world.band.members()).find(({ name }) => name === '떠날사람')?.user_key ?? '';
  const write = async (content: string): Promise<unknown> =>
    world.band.change({ posts: { add: [{ content, author_key: await keyOf() }] } });
  const known = async () => world.db.collection('known_members').findOne({ _id: (await keyOf()) as never });
  const entries = (): Promise<string[]> => world.db.collection('roster_entries').distinct('name');
  /** As its event is taken in: by all who hear it, in one transaction. */
  const tell = (state: Partial<MemberState>): Promise<void> =>
    world.service.app.get(Transactions).run(async (session) => {
      const payload = { username: 'u', display_name: '', avatar: null, roles: [], ...state } as unknown as MemberState;
      const event = { name: 'auth.member.changed', version: 9, aggregate_id: state.id, payload } as never;
      await world.service.app.get(DirectoryEvents).onMembersChanged([event], session);
      await world.service.app.get(MemberDataEvents).onMembersChanged([event], session);
    });
  const postOf = async (content: string) =>
    (await world.events('post')).filter(({ payload }) => payload.content === content);

  /** Who took the photos, as members see it. */
  const photographers = async (): Promise<string[]> => {
    const [album] = await world.db.collection('albums').find().toArray();
    const path = `/api/v1/photos/albums/${album?._id.toHexString()}/photos`;
    const { data } = await world.as('USER')<PhotosDto>('GET', path);
    return data.photos.map(({ author }) => author.display_name);
  };

  it('is called as BAND does until auth tells of them, and as they are now from then on', async () => {
    expect(await photographers()).toContain('떠날사람');
    const id = world.directory.members.get(await keyOf())?.id ?? '';
    await tell({ id, status: 'active', display_name: '새로 지은 이름' });
    expect(await photographers()).toContain('새로 지은 이름');
    expect(await photographers()).not.toContain('떠날사람');
    for (const rows of ['post_mirrors', 'comment_mirrors', 'photos']) {
      const found = await world.db.collection(rows).find({ author_id: id }).toArray();
      expect([rows, found.map(({ author_name }) => author_name as string).filter((name) => name !== '')]).toEqual([
        rows,
        [],
      ]);
    }
    await world.db.collection('members').deleteOne({ _id: id as never });
  });

  it('is let go of by the roster and named nowhere, and what they wrote keeps a nameless author', async () => {
    const key = await keyOf();
    const id = world.directory.members.get(key)?.id ?? '';
    await tell({ id, status: 'closed', merged_into: '64b000000000000000000009' });
    expect(await entries()).toEqual(expect.arrayContaining(['떠날사람', '남을사람']));

    await world.db.collection('members').deleteOne({ _id: id as never });
    await tell({ id, status: 'closed' });
    expect(await entries()).toEqual(['남을사람']);
    expect(await known()).toMatchObject({ member_id: id });
    expect((await known())?.name).toBeUndefined();
    expect(await photographers()).toContain('탈퇴한 회원');
    for (const rows of ['post_mirrors', 'comment_mirrors', 'photos', 'known_members', 'members', 'roster_entries']) {
      expect([rows, JSON.stringify(await world.db.collection(rows).find().toArray())]).not.toEqual([
        rows,
        expect.stringContaining('떠날사람'),
      ]);
    }

    await write('떠난 뒤 글');
    await world.runToEnd();
    expect((await postOf('떠난 뒤 글')).map(({ payload }) => payload)).toMatchObject([
      { author_id: id, author_name: '' },
    ]);
    expect((await known())?.name).toBeUndefined();
  });

  it('is another member when the person comes back: what was written before stays where it was', async () => {
    const key = await keyOf();
    const before = world.directory.members.get(key);
    const id = '64b000000000000000000077';
    world.directory.members.set(key, { id, name: '떠날사람', image: before?.image ?? null });
    await write('돌아와서 쓴 글');
    await world.runToEnd();
    expect((await postOf('돌아와서 쓴 글')).map(({ payload }) => payload)).toMatchObject([
      { author_id: id, author_name: '떠날사람' },
    ]);
    expect(await known()).toMatchObject({ member_id: id, name: '떠날사람' });
    for (const old of ['떠나기 전 글', '떠난 뒤 글']) expect(await postOf(old)).toHaveLength(1);
  });
});
