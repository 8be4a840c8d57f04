import type { AlbumsDto, PhotosDto } from '../src/photos/dto/photos.dto';
import { World } from './support/world';

jest.setTimeout(60_000);

const ALBUMS = '/v2/band/albums';
const PHOTOS = '/v2/band/album/photos';
const IMAGES = '/images/:id';

/** R-22 for the album: the sync stops cleanly, keeps what it had, and says why in words an operator understands. */
describe('the album when BAND fails', () => {
  let world: World;
  const living = async (): Promise<number[]> =>
    Promise.all(['albums', 'photos'].map((rows) => world.db.collection(rows).countDocuments({ is_deleted: false })));
  const albums = async (): Promise<AlbumsDto> =>
    (await world.as('USER')<AlbumsDto>('GET', '/api/v1/photos/albums')).data;

  beforeAll(async () => {
    world = await World.start(
      { BAND_TIMEOUT_MS: '1000' },
      { EMULATOR_POSTS: '5', EMULATOR_ALBUMS: '3', EMULATOR_PHOTOS: '150' },
    );
    await world.connect();
    await world.runToEnd();
    expect(await living()).toEqual([3, 150]);
  });
  afterAll(() => world?.stop());
  afterEach(() => world.band.faults());

  describe.each([ALBUMS, PHOTOS])('at %s', (endpoint) => {
    it.each<[string, object, string, string]>([
      ['cool_down', {}, 'BAND_TOO_FAST', '호출 간격을 제한'],
      ['too_many_requests', {}, 'BAND_TOO_FAST', '호출 간격을 제한'],
      ['server_error', {}, 'BAND_FAILED', '알 수 없는 오류'],
      ['invalid_response', {}, 'BAND_BAD_REPLY', '읽을 수 없는 응답'],
      ['not_json', {}, 'BAND_BAD_REPLY', '읽을 수 없는 응답'],
      ['truncated', {}, 'BAND_BAD_REPLY', '읽을 수 없는 응답'],
      ['nonsense', {}, 'BAND_BAD_REPLY', '읽을 수 없는 응답'],
      ['empty', {}, 'BAND_BAD_REPLY', '읽을 수 없는 응답'],
      ['drop', {}, 'BAND_UNREACHABLE', '연결할 수 없습니다'],
      ['cut_off', {}, 'BAND_UNREACHABLE', '연결할 수 없습니다'],
      ['forbidden', {}, 'BAND_FORBIDDEN', '권한이 없습니다'],
      ['not_member', {}, 'BAND_NOT_A_MEMBER', '멤버가 아닙니다'],
      ['result_code', { result_code: 9_999 }, 'BAND_FAILED', '알 수 없는 오류'],
    ])('says of %s what it is, and takes nothing for gone', async (kind, more, code, words) => {
      await world.band.faults({ kind, endpoint, ...more });
      const run = await world.runToEnd();
      expect(run).toMatchObject({ status: 'failed', error: { code, details: { endpoint } } });
      expect(run.error?.message).toContain(words);
      expect(await living()).toEqual([3, 150]);
      const { sync_status } = await albums();
      expect(sync_status).toMatchObject({ state: 'failed', last_error: { code } });
    });

    it('says that BAND did not answer in time', async () => {
      await world.band.faults({ kind: 'delay', delay_ms: 3_000, endpoint });
      const run = await world.runToEnd();
      expect(run).toMatchObject({ status: 'failed', error: { code: 'BAND_TIMEOUT' } });
      expect(run.error?.message).toContain('제시간에 응답하지');
    });

    it('pauses at a quota, keeps what it had, and goes on from there', async () => {
      await world.band.faults({ kind: 'user_quota', endpoint });
      const paused = await world.runToEnd();
      expect(paused).toMatchObject({ status: 'paused', error: { code: 'BAND_USER_QUOTA' } });
      expect(paused.error?.message).toContain('자동으로 이어서');
      expect((await albums()).sync_status.state).toBe('paused');
      await world.band.faults();
      expect(await world.runToEnd()).toMatchObject({ id: paused.id, status: 'succeeded', error: null });
      expect(await living()).toEqual([3, 150]);
    });
  });

  it.each<[string, object, number, string]>([
    ['server_error', {}, 503, 'PHOTO_IMAGE_UNAVAILABLE'],
    ['drop', {}, 503, 'PHOTO_IMAGE_UNAVAILABLE'],
    ['cut_off', {}, 422, 'PHOTO_IMAGE_REFUSED'],
    ['delay', { delay_ms: 3_000 }, 503, 'PHOTO_IMAGE_UNAVAILABLE'],
    ['not_json', {}, 422, 'PHOTO_IMAGE_REFUSED'],
    ['empty', {}, 422, 'PHOTO_IMAGE_REFUSED'],
    ['too_many_requests', {}, 503, 'PHOTO_IMAGE_UNAVAILABLE'],
  ])(
    'shows the list although pictures meet %s, and the picture when that is over',
    async (kind, more, status, code) => {
      const [album] = (await albums()).albums;
      const list = `/api/v1/photos/albums/${album?.id}/photos?limit=100`;
      const { data } = await world.as('USER')<PhotosDto>('GET', list);
      const kinds = ['server_error', 'drop', 'cut_off', 'delay', 'not_json', 'empty', 'too_many_requests'];
      const photo = data.photos.filter(({ is_video }) => !is_video)[kinds.indexOf(kind)];
      await world.band.faults({ kind, endpoint: IMAGES, ...more });
      const answer = await world.raw(photo?.thumbnail_url ?? '');
      const { error } = (await answer.json()) as { error: { code: string; message: string } };
      expect([answer.status, error.code]).toEqual([status, code]);
      expect(error.message).toMatch(/[가-힣]/);
      expect((await world.as('USER')('GET', list)).status).toBe(200);
      await world.band.faults();
      expect((await world.raw(photo?.thumbnail_url ?? '')).status).toBe(200);
    },
  );
});
