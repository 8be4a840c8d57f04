import { Transactions } from '@dongbaejul/persistence';
import { expectIndexed } from '@dongbaejul/testing';
import type { Type } from '@nestjs/common';
import { Types } from 'mongoose';
import { DirectoryRepository } from '../src/directory/directory.repository';
import { MembersRepository } from '../src/members/members.repository';
import { PhotoMirrorRepository } from '../src/photos/photo-mirror.repository';
import { PostsRepository } from '../src/posts/posts.repository';
import { PublicationsRepository } from '../src/publishing/publications.repository';
import { RosterRepository } from '../src/roster/roster.repository';
import { TicksRepository } from '../src/schedule/ticks.repository';
import { RunLeases } from '../src/sync-runs/run-leases.repository';
import { SyncRunsRepository } from '../src/sync-runs/sync-runs.repository';
import { sendRoster } from './support/roster-file';
import { World } from './support/world';

jest.setTimeout(90_000);

const COLLECTIONS = [
  ...['sync_runs', 'sync_run_seen', 'sync_ticks', 'albums', 'photos', 'thumbnails', 'members', 'known_members'],
  ...['band_connections', 'band_connection_attempts', 'post_mirrors', 'comment_mirrors', 'roster_entries'],
  ...['roster_turns', 'publications'],
];

/** Every query of the service reads by an index, on a database with some rows of everything. */
describe('the queries of band-sync', () => {
  let world: World;
  const get = <T>(type: Type<T>): T => world.service.app.get(type);
  const indexed = (work: () => Promise<unknown>): Promise<void> => expectIndexed(world.db as never, COLLECTIONS, work);
  const id = (): string => new Types.ObjectId().toHexString();

  beforeAll(async () => {
    world = await World.start({}, { EMULATOR_POSTS: '60', EMULATOR_ALBUMS: '4', EMULATOR_PHOTOS: '120' });
    await world.connect();
    await world.runToEnd();
    const names = Array.from({ length: 40 }, (_, i) => `회원${String.fromCharCode(0xac00 + i * 28)},D`);
    await sendRoster(world, `이름,급수\n${names.join('\n')}\n`);
  });
  afterAll(() => world?.stop());

  it('of a run that brings changes, and of one that brings none', async () => {
    const [post] = await world.events('post');
    const [photo] = await world.db.collection('photos').find().limit(1).toArray();
    await world.band.change({
      posts: { add: [{ content: '새 글' }], remove: [post?.aggregate_id] },
      photos: { remove: [photo?.key] },
      members: { add: [{ name: '새 회원' }] },
    });
    await indexed(async () => {
      expect(await world.runToEnd()).toMatchObject({ status: 'succeeded', counts: { posts: { new: 1, gone: 1 } } });
      expect(await world.runToEnd()).toMatchObject({ status: 'succeeded', counts: { posts: { new: 0, gone: 0 } } });
    });
  });

  it('of the routes', () =>
    indexed(async () => {
      const staff = world.as('SUPERADMIN');
      for (const path of ['admin/sync-runs', 'admin/roster/matches', 'admin/band/publications', 'photos/albums']) {
        const first = await staff<{ next_cursor?: string }>('GET', `/api/v1/${path}?limit=1`);
        expect([path, first.status]).toEqual([path, 200]);
        const after = first.data.next_cursor;
        if (after) await staff('GET', `/api/v1/${path}?limit=1&after=${after}`);
      }
      await staff('GET', '/api/v1/admin/roster/matches?state=waiting');
      await staff('GET', '/api/v1/admin/sync-runs?status=succeeded');
      await staff('GET', '/api/v1/admin/band/connection');
      const { data } = await staff<{ albums: { id: string; cover: { url: string } | null }[] }>(
        'GET',
        '/api/v1/photos/albums',
      );
      await staff('GET', `/api/v1/photos/albums/${data.albums[0]?.id}/photos`);
      await world.raw(data.albums.find(({ cover }) => cover)?.cover?.url ?? '');
      await sendRoster(world, '이름,급수\n새사람,A\n');
      await staff('POST', `/api/v1/admin/roster/matches/${id()}/decide`, { decision: 'ignore' });
    }));

  it('of what goes on behind them', async () => {
    const transaction = get(Transactions);
    await indexed(async () => {
      await get(RunLeases).claim();
      await get(RunLeases).seenBefore(new Types.ObjectId());
      await get(SyncRunsRepository).active();
      await get(SyncRunsRepository).latest();
      await get(SyncRunsRepository).lastSucceeded();
      await get(TicksRepository).last();
      await get(PostsRepository).countLivingPosts();
      await get(PostsRepository).livingPosts('', 10);
      await get(PhotoMirrorRepository).livingAlbums('', 10);
      await get(PhotoMirrorRepository).livingPhotos(new Types.ObjectId(), new Types.ObjectId(), 10);
      await get(MembersRepository).userKeysOf(id());
      await get(MembersRepository).forgetNames([id()]);
      await get(MembersRepository).namesOf([id()]);
      await get(DirectoryRepository).left([id()]);
      await get(RosterRepository).taken([id()]);
      await get(RosterRepository).ofMember(id());
      await get(PublicationsRepository).claim(Date.now());
      await get(PublicationsRepository).asked();
      await get(PublicationsRepository).nextDue();
      await get(PublicationsRepository).ownAmong(['x', 'y']);
      await transaction.run(async (session) => {
        await get(DirectoryRepository).admins(session);
        await get(MembersRepository).rename(session, id(), id());
        await get(RosterRepository).merge(session, id(), id());
        await get(RosterRepository).remove(session, id());
        const subject = { _id: new Types.ObjectId(), kind: 'post', object_id: id() } as const;
        await get(PublicationsRepository).published(session, subject, 'key');
        await get(PublicationsRepository).publishedToo(session, subject, 'key');
        await get(PublicationsRepository).publishedAs(session, subject, 'key');
        await get(PublicationsRepository).takeBack(session, 'key', subject);
        await get(PublicationsRepository).decide(session, new Types.ObjectId(), { state: 'left' });
      });
    });
  });
});
