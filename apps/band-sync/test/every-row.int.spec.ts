import { Transactions } from '@dongbaejul/persistence';
import type { ClientSession } from 'mongoose';
import { Types } from 'mongoose';
import { MembersRepository } from '../src/members/members.repository';
import { PhotoMirrorRepository } from '../src/photos/photo-mirror.repository';
import { PostsRepository } from '../src/posts/posts.repository';
import { RosterRepository } from '../src/roster/roster.repository';
import { World } from './support/world';

jest.setTimeout(60_000);

/** Mongoose leaves out what fails validation from an unordered bulk write, and says nothing, unless it is told. */
describe('what a sync writes', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start({}, { EMULATOR_POSTS: '1', EMULATOR_PHOTOS: '1', EMULATOR_MEMBERS: '3' });
  });
  afterAll(() => world?.stop());

  const inTransaction = (work: (session: ClientSession) => Promise<void>): Promise<void> =>
    world.service.app.get(Transactions).run(work);
  const count = (rows: string): Promise<number> => world.db.collection(rows).countDocuments();

  it.each<[string, string, (session: ClientSession) => Promise<void>]>([
    [
      'posts',
      'post_mirrors',
      (session) => {
        const mirror = { version: 1, is_deleted: false, author_id: null, author_name: '', created_at: 'x' };
        const rows = [
          { _id: 'good', hash: 'h', ...mirror },
          { _id: 'bad', hash: undefined as never, ...mirror },
        ];
        const changes = rows.map((row) => ({ of: 'posts', kind: 'new', state: {}, mirror: row }) as never);
        return world.service.app.get(PostsRepository).write(session, changes);
      },
    ],
    [
      'photos',
      'photos',
      (session) => {
        const row = { album_id: new Types.ObjectId(), url: '', taken_at: new Date(), hash: 'h', is_deleted: false };
        const rows = ['good', ''].map((key) => ({ _id: new Types.ObjectId(), key, ...row }));
        const changes = rows.map((one) => ({ of: 'photos', kind: 'new', row: one }) as never);
        return world.service.app.get(PhotoMirrorRepository).write(session, changes);
      },
    ],
    [
      'the roster',
      'roster_entries',
      (session) => {
        const row = { name_key: 'k', state: 'waiting', version: 1, imported_at: new Date(), member_id: null };
        const rows = ['좋은 이름', undefined].map((name) => ({ _id: new Types.ObjectId(), name, ...row }) as never);
        return world.service.app.get(RosterRepository).save(session, rows);
      },
    ],
  ])('of %s is all of it or nothing', async (_what, rows, write) => {
    const before = await count(rows);
    await expect(inTransaction(write)).rejects.toThrow(/valid/i);
    expect(await count(rows)).toBe(before);
  });

  it('of members is never less than it says', async () => {
    const row = { member_id: '64b000000000000000000001', name: '민수', first_run: 'r' };
    const rows = [
      { _id: 'good', hash: 'h', ...row },
      { _id: 'bad', hash: '', ...row },
    ];
    await expect(world.service.app.get(MembersRepository).remember(rows)).rejects.toThrow(/valid/i);
  });
});
