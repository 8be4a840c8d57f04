import { ApiClient, Platform, until } from '@dongbaejul/testing';
import { randomUUID } from 'node:crypto';

const LONG = Boolean(process.env.FAULTS_LONG);
const ROUNDS = LONG ? 30 : 6;
const WRITERS = 4;

/** R-9: what was acknowledged survives kill -9 of anything; R-13: what was retried happened once. */
describe('acknowledged writes', () => {
  let platform: Platform;
  let member: ApiClient;

  beforeAll(async () => {
    platform = await Platform.start({
      services: { auth: 1, core: 1, gateway: 1 },
      own: { mongod: true, redis: true },
      env: { '*': { BAND_API_URL: 'http://127.0.0.1:9', BAND_AUTH_URL: 'http://127.0.0.1:9' } },
    });
    member = await platform.signIn('member');
  }, 90_000);
  afterAll(() => platform.stop(), 60_000);

  it(
    'survive kill -9 of the service, Redis, mongod, auth and the gateway, and happen once',
    async () => {
      const acknowledged = new Map<string, string>();
      let writing = true;
      const write = async (): Promise<void> => {
        while (writing) {
          const title = `글 ${randomUUID()}`;
          // As an app does it: the same key until somebody says yes.
          const headers = { 'idempotency-key': randomUUID() };
          while (writing) {
            const answer = await member
              .post<{ post: { id: string } }>(
                '/posts',
                { title, content: '내용', category: 'free' },
                { headers, timeoutMs: 15_000 },
              )
              .catch(() => undefined);
            if (answer?.status === 201) {
              acknowledged.set(title, answer.data.post.id);
              break;
            }
            // What went wrong is said in the failure: 409 (still under way), 503 and 504 are all there may be.
            if (answer && ![409, 503, 504].includes(answer.status)) throw new Error(`${answer.status} ${answer.text}`);
            await new Promise((resolve) => setTimeout(resolve, 50));
          }
        }
      };
      const writers = Array.from({ length: WRITERS }, write);

      const victims = [
        { kill: () => platform.of('core')[0]!.kill(), back: () => platform.of('core')[0]!.restart() },
        { kill: () => platform.redis!.kill(), back: () => platform.redis!.start() },
        { kill: () => platform.mongod!.kill(), back: () => platform.mongod!.start() },
        { kill: () => platform.of('auth')[0]!.kill(), back: () => platform.of('auth')[0]!.restart() },
        { kill: () => platform.gateway.kill(), back: () => platform.gateway.restart() },
      ];
      for (let round = 0; round < ROUNDS; round += 1) {
        const before = acknowledged.size;
        const victim = victims[round % victims.length]!;
        await victim.kill();
        await victim.back();
        await until(() => acknowledged.size > before, `writes go on after kill ${round}`, { withinMs: 30_000 });
      }
      writing = false;
      await Promise.all(writers);

      const found = new Map<string, string[]>();
      let after = '';
      do {
        const { data } = await until(async () => {
          const page = await member.get<{ posts: { id: string; title: string }[]; next_cursor: string | null }>(
            `/posts?limit=100${after && `&after=${encodeURIComponent(after)}`}`,
          );
          return page.status === 200 ? page : undefined;
        }, 'a page of posts');
        for (const post of data.posts) found.set(post.title, [...(found.get(post.title) ?? []), post.id]);
        after = data.next_cursor ?? '';
      } while (after);
      const missing = [...acknowledged].filter(([title, id]) => !found.get(title)?.includes(id));
      const twice = [...found].filter(([, ids]) => ids.length > 1);
      process.stdout.write(
        `\n${ROUNDS} kills, ${acknowledged.size} writes acknowledged, ${missing.length} missing, ${twice.length} twice\n`,
      );
      expect({ missing, twice }).toEqual({ missing: [], twice: [] });
      expect(acknowledged.size).toBeGreaterThan(ROUNDS);
    },
    LONG ? 600_000 : 240_000,
  );
});
