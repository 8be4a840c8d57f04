import { type ApiClient, Platform, until } from '@dongbaejul/testing';
import { MongoClient } from 'mongodb';
import { EmulatedBand } from '../support/emulated-band';

const CREATE = '/v2.2/band/post/create';

interface Publication {
  id: string;
  object_id: string;
  state: string;
  attempts: number;
  error: { code: string } | null;
}

/** kill -9 between asking BAND and noting its answer, whenever BAND writes: nothing is posted twice. */
describe('publishing at BAND by a process that is killed', () => {
  let platform: Platform;
  let band: EmulatedBand;
  let operator: ApiClient;
  const answers: Promise<unknown>[] = [];

  beforeAll(async () => {
    platform = await Platform.start({
      services: { 'band-emulator': 1, auth: 1, core: 1, 'band-sync': 1, gateway: 1 },
      env: {
        'band-emulator': { EMULATOR_MEMBERS: '10', EMULATOR_POSTS: '5', EMULATOR_ALBUMS: '1', EMULATOR_PHOTOS: '2' },
        'band-sync': {
          ...{ SYNC_INTERVAL_MS: '0', BAND_TIMEOUT_MS: '60000', BAND_RETRY_UNIT_MS: '2' },
          ...{ PUBLISH_LOOK_EVERY_MS: '250', PUBLISH_HOLD_MS: '185000' },
        },
      },
    });
    band = new EmulatedBand(platform);
    operator = await platform.signIn('operator');
    await platform.whenSynced();
  }, 300_000);
  afterAll(() => platform?.stop(), 30_000);

  const newPost = async (title: string): Promise<string> => {
    const body = { title, content: `${title}의 내용`, category: 'free', is_published: true };
    const { status, data } = await operator.post<{ post: { id: string } }>('/posts', body);
    expect(status).toBe(201);
    return data.post.id;
  };
  const show = async (object: string): Promise<Publication | undefined> => {
    const { data } = await operator.get<{ publications: Publication[] }>('/admin/band/publications?limit=100');
    return data.publications.find(({ object_id }) => object_id === object);
  };
  /** Orders it under a fault. @returns core's id, as soon as BAND has been asked */
  const publish = async (title: string, fault: object): Promise<string> => {
    const id = await newPost(title);
    const before = await band.calls(CREATE);
    await band.faults({ ...fault, endpoint: CREATE, times: 1 });
    answers.push(operator.post('/admin/band/publish', { kind: 'post', id }).catch(() => undefined));
    await until(async () => (await band.calls(CREATE)) > before, 'BAND was asked');
    return id;
  };

  /** As when the hold of the dead process is over. */
  const endHolds = async (): Promise<void> => {
    const client = await new MongoClient(platform.mongodbUri).connect();
    const rows = client.db(platform.database('band-sync')).collection('publications');
    await rows.updateMany({ state: 'posting' }, { $set: { next_at: new Date(0) } });
    await client.close();
  };

  it('asks once, finds what BAND wrote then or later, and asks staff where it wrote nothing', async () => {
    const before = await band.calls(CREATE);
    // None of the three is answered before the process is gone.
    const written = await publish('이미 쓰인 글', { kind: 'delay', delay_ms: 60_000, when: 'after' });
    const never = await publish('쓰이지 않은 글', { kind: 'drop', delay_ms: 60_000 });
    const late = await publish('나중에 쓰인 글', { kind: 'delay', delay_ms: 5_000 });
    const [sync] = platform.of('band-sync');
    await sync?.kill();
    await Promise.all(answers);
    await endHolds();
    await sync?.restart();
    const settled = (object: string): Promise<Publication> =>
      until(
        async () => {
          const one = await show(object);
          return one && one.state !== 'posting' && one.state !== 'queued' ? one : undefined;
        },
        `${object} is settled`,
        { withinMs: 150_000, everyMs: 100 },
      );
    expect(await settled(written)).toMatchObject({ state: 'published', attempts: 1 });
    expect(await settled(late)).toMatchObject({ state: 'published', attempts: 1 });
    const open = await settled(never);
    expect(open).toMatchObject({ state: 'unknown', attempts: 1, error: { code: 'BAND_PUBLISH_UNKNOWN' } });
    expect((await band.calls(CREATE)) - before).toBe(3);

    const member = await platform.signIn('member');
    const decide = (who: ApiClient): ReturnType<ApiClient['post']> =>
      who.post(`/admin/band/publications/${open.id}/decide`, { decision: 'post_again' });
    expect((await decide(member)).status).toBe(403);
    expect((await decide(operator)).status).toBe(200);
    expect(await settled(never)).toMatchObject({ state: 'published', attempts: 2, error: null });
    for (const title of ['이미 쓰인 글', '나중에 쓰인 글', '쓰이지 않은 글']) {
      expect([title, await band.postsWith(`${title}의 내용`)]).toEqual([title, 1]);
    }
    expect((await band.calls(CREATE)) - before).toBe(4);
  }, 400_000);
});
