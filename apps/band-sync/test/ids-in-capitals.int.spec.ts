import type { AlbumsDto, PhotosDto } from '../src/photos/dto/photos.dto';
import { PUBLICATIONS, PUBLISH, Publisher } from './support/publisher';
import type { World } from './support/world';

jest.setTimeout(60_000);

/** Whoever sends an id with capitals, which databases take for the same, means the same thing. */
describe('an id in capitals', () => {
  let staff: Publisher;
  let world: World;

  beforeAll(async () => {
    staff = await Publisher.start();
    ({ world } = staff);
  });
  afterAll(() => staff?.stop());

  it('is the post that is published already', async () => {
    const id = staff.newPost('대문자로 적은 글');
    const { data } = await staff.publish(id.toUpperCase());
    expect(data.publication).toMatchObject({ object_id: id, state: 'published' });
    expect(await staff.publish(id)).toMatchObject({ status: 409, error: { code: 'BAND_PUBLISHED_ALREADY' } });
    const shown = await world.as('OPERATOR')('GET', `${PUBLICATIONS}/${data.publication.id.toUpperCase()}`);
    expect(shown.data).toMatchObject({ publication: { id: data.publication.id } });
    const decided = await staff.decide(data.publication.id.toUpperCase(), { decision: 'left' });
    expect(decided).toMatchObject({ status: 409, error: { code: 'PUBLICATION_NOT_UNKNOWN' } });
    const wrong = await world.as('OPERATOR')('POST', PUBLISH, { kind: 'post', id: `${id}0` });
    expect(wrong.status).toBe(400);
  });

  it('is an album, and a photo whose address holds', async () => {
    const albums = (await world.as('USER')<AlbumsDto>('GET', '/api/v1/photos/albums')).data.albums;
    const id = albums.find(({ photo_count }) => photo_count > 0)?.id ?? '';
    const photos = `/api/v1/photos/albums/${id.toUpperCase()}/photos`;
    const [photo] = (await world.as('USER')<PhotosDto>('GET', photos)).data.photos;
    const address = photo?.thumbnail_url ?? '';
    const tag = (await world.raw(address)).headers.get('etag');
    const same = await world.raw(address.replace(photo?.id ?? '', photo?.id.toUpperCase() ?? ''));
    expect([same.status, same.headers.get('etag')]).toEqual([200, tag]);
  });
});
