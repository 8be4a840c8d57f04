import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import type { AlbumsDto, PhotosDto } from '../src/photos/dto/photos.dto';
import { World } from './support/world';

jest.setTimeout(60_000);

const ALBUMS = '/api/v1/photos/albums';

describe('the photo album', () => {
  let world: World;
  const member = <T>(path: string): ReturnType<ReturnType<World['as']>> & Promise<{ data: T }> =>
    world.as('USER')<never>('GET', path) as never;
  const albums = async (query = ''): Promise<AlbumsDto> => (await member<AlbumsDto>(`${ALBUMS}${query}`)).data;
  const photosOf = async (id: string, query = ''): Promise<PhotosDto> =>
    (await member<PhotosDto>(`${ALBUMS}/${id}/photos${query}`)).data;
  const anAlbum = async (): Promise<AlbumsDto['albums'][number]> =>
    (await albums()).albums.find(({ photo_count }) => photo_count > 10) as AlbumsDto['albums'][number];
  const count = (filter: object): Promise<number> => world.db.collection('photos').countDocuments(filter);

  beforeAll(async () => {
    world = await World.start({}, { EMULATOR_POSTS: '5', EMULATOR_ALBUMS: '4', EMULATOR_PHOTOS: '260' });
  });
  afterAll(() => world?.stop());

  it('says how the sync is before there is anything', async () => {
    expect(await albums()).toMatchObject({ albums: [], sync_status: { state: 'disconnected', last_sync: null } });
    expect(await world.as('OPERATOR')('POST', '/api/v1/photos/sync')).toMatchObject({
      status: 409,
      error: { code: 'BAND_NOT_CONNECTED' },
    });
    expect((await world.as('USER')('POST', '/api/v1/photos/sync')).status).toBe(403);
  });

  it('is brought by POST /photos/sync, with its authors, and no post is', async () => {
    await world.connect();
    const { data } = await world.as('OPERATOR')('POST', '/api/v1/photos/sync');
    expect(data).toEqual({ albums_synced: 4, photos_synced: 260, last_sync: expect.any(String) });
    expect(await world.events('post')).toEqual([]);
    const shown = await albums();
    expect(shown.sync_status).toMatchObject({ state: 'idle', last_sync: data.last_sync, last_error: null });
    expect(shown.albums).toHaveLength(4);
    expect(shown.albums.reduce((sum, album) => sum + album.photo_count, 0)).toBe(260);
    const { photos } = await photosOf(shown.albums[0]?.id ?? '');
    expect(photos.every(({ author }) => author.display_name !== '')).toBe(true);
    expect(photos.some(({ author }) => author.id !== null)).toBe(true);
  });

  it('is read by page and by cursor alike', async () => {
    const [album] = (await albums()).albums;
    const id = album?.id ?? '';
    const whole = await photosOf(id, '?limit=100');
    expect(whole.pagination.total).toBe(album?.photo_count);
    const byPage = await photosOf(id, '?limit=10&page=2');
    const first = await photosOf(id, '?limit=10');
    const byCursor = await photosOf(id, `?limit=10&after=${first.next_cursor}`);
    expect(byPage.photos).toEqual(whole.photos.slice(10, 20));
    expect(byCursor.photos).toEqual(byPage.photos);
    const taken = whole.photos.map(({ taken_at }) => taken_at);
    expect(taken).toEqual([...taken].sort().reverse());
    expect(await world.as('USER')('GET', `${ALBUMS}/64b000000000000000000001/photos`)).toMatchObject({ status: 404 });
    expect(await world.as('USER')('GET', `${ALBUMS}/x/photos`)).toMatchObject({ status: 400 });
  });

  it('is not written again when nothing changed', async () => {
    const rows = async (): Promise<unknown> => [
      await world.db.collection('albums').find().sort({ _id: 1 }).toArray(),
      await world.db.collection('photos').find().sort({ _id: 1 }).toArray(),
    ];
    const before = await rows();
    const run = await world.runToEnd();
    expect(run.counts.photos).toEqual({ seen: 260, new: 0, changed: 0, unchanged: 260, gone: 0 });
    expect(run.counts.albums).toEqual({ seen: 4, new: 0, changed: 0, unchanged: 4, gone: 0 });
    expect(await rows()).toEqual(before);
  });

  it('follows BAND: what is added comes, what is gone goes, nothing else moves', async () => {
    const album = await anAlbum();
    const [gone] = (await photosOf(album?.id ?? '')).photos;
    await world.band.change({
      albums: { add: [{ name: '새 앨범' }] },
      photos: { add: [{ photo_album_key: album?.band_album_key }], remove: [gone?.band_photo_key] },
    });
    const run = await world.runToEnd();
    expect(run.counts.photos).toMatchObject({ new: 1, changed: 0, gone: 1 });
    expect(run.counts.albums).toMatchObject({ new: 1, changed: 0, gone: 0 });
    expect(await count({ is_deleted: true })).toBe(1);
    const now = await photosOf(album?.id ?? '', '?limit=100');
    expect(now.photos.map(({ id }) => id)).not.toContain(gone?.id);
    expect(now.pagination.total).toBe(album?.photo_count);
    const address = new URL(gone?.url ?? '', 'http://x');
    expect((await world.as(null)('GET', address.pathname + address.search)).status).toBe(404);
  });

  it('shows a photo by its signed address, small, and asks BAND for it once', async () => {
    const album = await anAlbum();
    const photo = (await photosOf(album?.id ?? '')).photos.find(({ is_video }) => !is_video);
    const before = (await world.band.calls())['/images/:id'] ?? 0;
    const [one, two] = await Promise.all([
      world.raw(photo?.thumbnail_url ?? ''),
      world.raw(photo?.thumbnail_url ?? ''),
    ]);
    const again = await world.raw(photo?.thumbnail_url ?? '');
    expect(one.headers.get('content-type')).toBe('image/webp');
    const picture = Buffer.from(await one.arrayBuffer());
    const { width = 0, height = 0, format } = await sharp(picture).metadata();
    expect([format, Math.max(width, height)]).toEqual(['webp', 320]);
    expect(Buffer.from(await again.arrayBuffer())).toEqual(picture);
    expect(two.status).toBe(200);
    expect(((await world.band.calls())['/images/:id'] ?? 0) - before).toBe(1);
    const known = await world.raw(photo?.thumbnail_url ?? '', { 'if-none-match': one.headers.get('etag') ?? '' });
    expect(known.status).toBe(304);
  });

  it('refuses an address that is altered, and sizes that we do not make', async () => {
    const album = await anAlbum();
    const url = (await photosOf(album?.id ?? '')).photos[0]?.url ?? '';
    const refused = await world.raw(url.replace('size=1280', 'size=640'));
    expect(refused.status).toBe(401);
    expect((await world.raw(url.replace('size=1280', 'size=9999'))).status).toBe(400);
    expect((await world.raw(url.replace(/&signature.*/, ''))).status).toBe(400);
    expect((await world.raw(url.replace(/photos\/\w+/, 'photos/64b000000000000000000001'))).status).toBe(401);
  });

  describe('with pictures that are not BAND’s', () => {
    let inside: Server;
    let hits = 0;
    beforeAll(async () => {
      inside = createServer((_request, response) => {
        hits += 1;
        response.setHeader('content-type', 'image/png').end('secret');
      });
      await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', () => resolve()));
    });
    afterAll(() => new Promise((resolve) => inside.close(resolve)));

    it.each([
      ['a service inside', (port: number) => `http://127.0.0.1:${port}/x`],
      ['the cloud’s own', () => 'http://169.254.169.254/latest/meta-data'],
      ['a file', () => 'file:///etc/passwd'],
      ['a look-alike', () => 'https://a.pstatic.net.evil.example/x'],
    ])('never fetches %s', async (_what, address) => {
      const album = await anAlbum();
      const [photo] = (await photosOf(album?.id ?? '')).photos;
      const key = photo?.band_photo_key;
      const { port } = inside.address() as AddressInfo;
      await world.db
        .collection('photos')
        .updateOne({ key }, { $set: { url: address(port), hash: `test${Math.random()}` } });
      const answer = await world.raw(photo?.url ?? '');
      expect(answer.status).toBe(422);
      expect(((await answer.json()) as { error: { code: string } }).error.code).toBe('PHOTO_IMAGE_REFUSED');
      expect(hits).toBe(0);
    });
  });
});
