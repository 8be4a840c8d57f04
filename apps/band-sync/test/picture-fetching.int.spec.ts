import { createServer, type Server } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import type { AlbumsDto, PhotosDto } from '../src/photos/dto/photos.dto';
import { Names } from '../src/photo-images/picture-fetcher';
import { World } from './support/world';

jest.setTimeout(60_000);

const IMAGES = '/images/:id';

/** The image route over real sockets: what BAND's answers and what names lead to cannot take it anywhere else. */
describe('fetching a picture', () => {
  let world: World;
  let inside: Server;
  let hits = 0;
  let photos: PhotosDto['photos'];
  let next = 0;

  beforeAll(async () => {
    world = await World.start({}, { EMULATOR_POSTS: '5', EMULATOR_ALBUMS: '1', EMULATOR_PHOTOS: '60' });
    await world.connect();
    await world.runToEnd();
    const { data } = await world.as('USER')<AlbumsDto>('GET', '/api/v1/photos/albums');
    const list = `/api/v1/photos/albums/${data.albums[0]?.id}/photos?limit=100`;
    photos = (await world.as('USER')<PhotosDto>('GET', list)).data.photos.filter(({ is_video }) => !is_video);
    inside = createServer((_request, response) => {
      hits += 1;
      response.setHeader('content-type', 'image/png').end('secret');
    });
    await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', () => resolve()));
  });
  afterAll(async () => {
    await new Promise((resolve) => inside.close(resolve));
    await world?.stop();
  });
  afterEach(async () => {
    expect(hits).toBe(0);
    await world.band.faults();
  });

  /** Each time another photo: what is kept is not fetched. */
  const photo = (): PhotosDto['photos'][number] => photos[(next += 1)] as PhotosDto['photos'][number];
  const fetched = async (one = photo()): Promise<[number, string | undefined]> => {
    const answer = await world.raw(one.thumbnail_url);
    const body = answer.status === 200 ? undefined : ((await answer.json()) as { error: { code: string } }).error.code;
    return [answer.status, body];
  };
  const port = (): number => (inside.address() as AddressInfo).port;
  const redirected = async (location: string, more: object = {}): Promise<[number, string | undefined]> => {
    await world.band.faults({ kind: 'redirect', location, endpoint: IMAGES, times: 1, ...more });
    return fetched();
  };

  it('follows BAND to another of its addresses', async () => {
    const target = (await world.db.collection('photos').findOne({ key: photo().band_photo_key }))?.url as string;
    expect(await redirected(target)).toEqual([200, undefined]);
    expect(await redirected(new URL(target).pathname)).toEqual([200, undefined]);
  });

  it.each<[string, (port: number) => string]>([
    ['a service inside', (at) => `http://127.0.0.1:${at}/x`],
    ['the same host at another port', (at) => `http://localhost:${at}/x`],
    ['it by another spelling', (at) => `http://0x7f.1:${at}/x`],
    ['it by IPv6', (at) => `http://[::ffff:127.0.0.1]:${at}/x`],
    ['it with credentials', (at) => `http://a.pstatic.net@127.0.0.1:${at}/x`],
    ['the cloud’s own', () => 'http://169.254.169.254/latest/meta-data'],
    ['a file', () => 'file:///etc/passwd'],
    ['a look-alike', () => 'https://a.pstatic.net.evil.example/x'],
    ['nowhere', () => 'http://'],
  ])('does not follow it to %s', async (_what, location) => {
    expect(await redirected(location(port()))).toEqual([422, 'PHOTO_IMAGE_REFUSED']);
  });

  it('does not follow it in circles', async () => {
    const before = (await world.band.calls())[IMAGES] ?? 0;
    expect(await redirected('/images/cover', { times: 50 })).toEqual([422, 'PHOTO_IMAGE_REFUSED']);
    expect(((await world.band.calls())[IMAGES] ?? 0) - before).toBe(4);
  });

  describe('whose name leads', () => {
    let asked: string[] = [];
    /** In place of the system's DNS: one answer after the other, the last for ever; undefined for a DNS that is away. */
    const answers = (...addresses: (string[] | undefined)[]): void => {
      asked = [];
      const lookup = ((hostname, _options, callback) => {
        const found = addresses[Math.min(asked.length, addresses.length - 1)];
        asked.push(hostname);
        if (!found) return callback(Object.assign(new Error('DNS is away'), { code: 'EAI_AGAIN' }), '', 0);
        return callback(null, found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })) as never);
      }) as LookupFunction;
      Object.assign(world.service.app.get(Names), { lookup });
    };
    const at = async (host: string): Promise<[number, string | undefined]> => {
      const one = photo();
      const url = `https://${host}/${one.band_photo_key}.jpg`;
      await world.db.collection('photos').updateOne({ key: one.band_photo_key }, { $set: { url, hash: `t${next}` } });
      return fetched(one);
    };

    it.each([
      ['to this machine', ['127.0.0.1']],
      ['to the cloud’s own', ['169.254.169.254']],
      ['into a private network', ['10.0.0.7']],
      ['to this machine by IPv6', ['::1']],
      ['outside and inside', ['110.93.145.10', '127.0.0.1']],
      ['nowhere', []],
    ])('%s: it is not fetched', async (_where, found) => {
      answers(found);
      expect(await at('coresos-phinf.pstatic.net')).toEqual([422, 'PHOTO_IMAGE_REFUSED']);
      expect(asked).toEqual(['coresos-phinf.pstatic.net']);
    });

    it('somewhere else each time: every connection asks anew, and what it is told is what is judged', async () => {
      answers(undefined, ['127.0.0.1'], undefined);
      expect(await at('rebinding.pstatic.net')).toEqual([503, 'PHOTO_IMAGE_UNAVAILABLE']);
      expect(await at('rebinding.pstatic.net')).toEqual([422, 'PHOTO_IMAGE_REFUSED']);
      expect(await at('rebinding.pstatic.net')).toEqual([503, 'PHOTO_IMAGE_UNAVAILABLE']);
      expect(asked).toHaveLength(3);
    });
  });
});
