import type { PublicationAnswerDto } from '../src/publishing/dto/publications.dto';
import { FindPost } from '../src/publishing/find-post';
import { CREATE, Publisher } from './support/publisher';
import type { Answer } from './support/world';

jest.setTimeout(150_000);

describe('publishing at BAND, when it', () => {
  let staff: Publisher;
  afterAll(() => staff?.stop());

  const FOUND = [
    ['times out after BAND wrote it', { kind: 'delay', delay_ms: 2_500, when: 'after' }],
    ['times out while BAND is writing it', { kind: 'delay', delay_ms: 2_500 }],
    ['times out long before BAND writes it', { kind: 'delay', delay_ms: 4_500 }],
    ['is cut off after BAND wrote it', { kind: 'drop', when: 'after' }],
    ['is answered with nonsense after BAND wrote it', { kind: 'not_json', when: 'after' }],
    ['is answered with an error after BAND wrote it', { kind: 'server_error', when: 'after' }],
  ] as const;
  const NOT_THERE = [
    ['is cut off before BAND wrote it', { kind: 'drop' }],
    ['meets a broken BAND', { kind: 'server_error' }],
  ] as const;
  const textOf = (what: string): string => `한 번만: ${what}`;
  const first = new Map<string, Answer<PublicationAnswerDto>>();
  const answered = new Map<string, Promise<unknown>>();
  let asked = 0;

  // One after the other, as each has its fault; then all of them are looked for at the same time.
  beforeAll(async () => {
    staff = await Publisher.start();
    const finding = staff.world.service.app.get(FindPost);
    const keyOf = finding.keyOf.bind(finding);
    jest.spyOn(finding, 'keyOf').mockImplementation(async (session, publication) => {
      await answered.get(publication.text);
      return keyOf(session, publication);
    });
    const before = await staff.timesAsked();
    for (const [what, fault] of [...FOUND, ...NOT_THERE]) {
      await staff.world.band.faults({ ...fault, endpoint: CREATE, times: 1 });
      // Nobody looks for it before it was answered what is known without looking.
      const answer = staff.publish(staff.newPost(textOf(what)));
      answered.set(textOf(what), answer);
      first.set(what, await answer);
    }
    for (const { data } of first.values()) await staff.ended(data.publication.id);
    asked = (await staff.timesAsked()) - before;
  });

  it.each(FOUND)('%s: finds it', async (what) => {
    const { status, data } = first.get(what) as Answer<PublicationAnswerDto>;
    expect([status, data.publication.state, data.publication.band_post_key]).toEqual([201, 'posting', null]);
    expect(data.publication.error?.message).toMatch(/BAND/);
    const { id } = data.publication;
    expect(await staff.show(id)).toMatchObject({ state: 'published', attempts: 1, error: null });
    expect(await staff.atBand(textOf(what))).toBe(1);
  });

  it.each(NOT_THERE)('%s: looks, and leaves it to staff', async (what) => {
    const { id, object_id } = (first.get(what) as Answer<PublicationAnswerDto>).data.publication;
    expect(await staff.show(id)).toMatchObject({
      ...{ state: 'unknown', attempts: 1, next_at: null, may_be_at_band: true },
      error: { code: 'BAND_PUBLISH_UNKNOWN', message: expect.stringContaining('BAND에서 직접 확인') },
    });
    expect(await staff.atBand(textOf(what))).toBe(0);
    const ordered = ['post.publishing-ordered', 'post.publishing-at-band-unknown'];
    expect(await staff.actions(object_id)).toEqual(ordered);
    expect(await staff.publish(object_id)).toMatchObject({ status: 409, error: { code: 'BAND_PUBLISHED_ALREADY' } });
  });

  it('asked once for each', () => expect(asked).toBe(FOUND.length + NOT_THERE.length));
});
