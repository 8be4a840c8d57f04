import { mongo } from 'mongoose';
import { World } from './support/world';

jest.setTimeout(60_000);

const ALBUMS = '/v2/band/albums';
const PHOTOS = '/v2/band/album/photos';

/** A photo that was shown once and is not in a list is gone only if everything says so. */
describe('photos that BAND’s list does not show', () => {
  let world: World;
  const living = (): Promise<number> => world.db.collection('photos').countDocuments({ is_deleted: false });
  const albums = (): Promise<number> => world.db.collection('albums').countDocuments({ is_deleted: false });
  const doubted = (list: string) => [
    { code: 'SYNC_LIST_NOT_WHOLE', message: expect.stringContaining('다음 동기화'), details: { list } },
  ];

  beforeAll(async () => {
    world = await World.start({}, { EMULATOR_POSTS: '5', EMULATOR_ALBUMS: '2', EMULATOR_PHOTOS: '60' });
    await world.connect();
    expect(await world.runToEnd()).toMatchObject({ status: 'succeeded', warnings: [] });
    expect([await albums(), await living()]).toEqual([2, 60]);
  });
  afterAll(() => world?.stop());
  afterEach(() => world.band.faults());

  it('stay when one reading was short and the next is whole, and the record says so', async () => {
    await world.band.faults({ kind: 'short_list', endpoint: PHOTOS, times: 1 });
    const run = await world.runToEnd();
    expect(run).toMatchObject({ status: 'succeeded', counts: { photos: { gone: 0 } }, warnings: doubted('photos') });
    expect(await living()).toBe(60);
    expect(await world.runToEnd()).toMatchObject({ warnings: [], counts: { photos: { seen: 60, new: 0 } } });
  });

  it('stay when every reading is short, few as they are: BAND’s own count of the album says otherwise', async () => {
    await world.band.faults({ kind: 'short_list', endpoint: PHOTOS });
    const run = await world.runToEnd();
    expect(run).toMatchObject({ status: 'succeeded', counts: { photos: { gone: 0 } }, warnings: doubted('photos') });
    expect(await living()).toBe(60);
  });

  it('stay with an album that the list of albums left out', async () => {
    await world.band.faults({ kind: 'short_list', endpoint: ALBUMS, times: 1 });
    const run = await world.runToEnd();
    expect(run).toMatchObject({ status: 'succeeded', counts: { albums: { gone: 0 } }, warnings: doubted('albums') });
    expect([await albums(), await living()]).toEqual([2, 60]);
  });

  it('are no longer counted in the album that they were moved from', async () => {
    const [first, last] = await world.db.collection('albums').find().sort({ key: 1 }).toArray();
    const counts = async (): Promise<number[]> =>
      (await world.db.collection('albums').find().sort({ key: 1 }).toArray()).map(({ photo_count }) =>
        Number(photo_count),
      );
    const asBandHasThem = await counts();
    // As if it had been in the album that is read last when the last run read it.
    const photo = await world.db.collection('photos').findOne({ album_id: first?._id });
    const wasIn = { album_id: last?._id, hash: 'of the other album' };
    await world.db.collection('photos').updateOne({ _id: photo?._id }, { $set: wasIn });
    await world.db.collection('albums').updateOne({ _id: first?._id }, { $inc: { photo_count: -1 } });
    await world.db.collection('albums').updateOne({ _id: last?._id }, { $inc: { photo_count: 1 } });
    expect(await world.runToEnd()).toMatchObject({ counts: { photos: { changed: 1, gone: 0 } }, warnings: [] });
    expect(await counts()).toEqual(asBandHasThem);
  });

  it('go when BAND does not have them, however many', async () => {
    const rows = await world.db.collection('photos').find().sort({ _id: 1 }).limit(30).toArray();
    await world.band.change({ photos: { remove: rows.map(({ key }) => key as string) } });
    const run = await world.runToEnd();
    expect(run).toMatchObject({ status: 'succeeded', counts: { photos: { gone: 30, new: 0 } }, warnings: [] });
    expect(await living()).toBe(30);
  });

  it('go with their album when BAND does not know it', async () => {
    const _id = new mongo.ObjectId();
    const at = { created_at: new Date(), changed_at: new Date(), taken_at: new Date() };
    const row = { hash: 'h', is_deleted: false, url: 'https://a.pstatic.net/1', author_id: null, author_name: '' };
    await world.db.collection('albums').insertOne({ _id, key: 'gone-album', name: '지운 앨범', ...row, ...at });
    const photos = [1, 2, 3].map((n) => ({ key: `gone-${n}`, album_id: _id, width: 1, height: 1, ...row, ...at }));
    await world.db.collection('photos').insertMany(photos);
    const run = await world.runToEnd();
    expect(run).toMatchObject({ counts: { albums: { gone: 1 }, photos: { gone: 3 } }, warnings: [] });
    expect([await albums(), await living()]).toEqual([2, 30]);
  });
});
