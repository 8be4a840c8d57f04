import type { EventName } from '@dongbaejul/contracts';
import { DeadLetters, Outbox } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
import type { RunningService } from '@dongbaejul/service-kit';
import { until } from '@dongbaejul/testing';
import { Job } from 'bullmq';
import { AuthApp, Json } from './support/auth-app';
import { startNeighbour } from './support/neighbour';
import { newStaff, Person } from './support/people';

describe('what is decided on a dead letter', () => {
  let app: AuthApp;
  let core: RunningService;
  let admin: Person;
  beforeAll(async () => {
    app = await AuthApp.start();
    core = await startNeighbour(app);
    admin = await newStaff(app, 'ADMIN');
  }, 30_000);
  afterEach(() => jest.restoreAllMocks());
  afterAll(async () => {
    await core.stop();
    await app.stop();
  });

  const letters = async (): Promise<Json[]> =>
    (await app.call('GET', '/admin/dead-letters', { token: admin.token })).data.dead_letters;
  const listed = async (id: string): Promise<Json> => (await letters()).find((letter) => letter.id === id);
  const decide = (id: string, what: 'replay' | 'dismiss') => {
    const body = what === 'dismiss' ? { reason: '없는 회원의 기록' } : {};
    return app.call('POST', `/admin/dead-letters/${encodeURIComponent(id)}/${what}`, { token: admin.token, body });
  };
  /** @returns the id of an event that auth has given up on */
  const given = async (name: EventName = 'core.activity.recorded'): Promise<string> => {
    const payload = { member_id: 'nobody', kind: 'post', delta: 1 } as never;
    const tell = (tx: Parameters<Outbox['add']>[0]) =>
      core.app.get(Outbox).add(tx, name as 'core.activity.recorded', { aggregateId: 'dead', version: 1, payload });
    const id = `${await core.app.get(Transactions).run(tell)}-auth`;
    await until(async () => (await listed(id)) !== undefined, 'the dead letter is listed');
    return id;
  };
  const cut = (): Error => new Error('the connection is gone');

  it('is one thing: of a dismissal and a replay at once one is refused', async () => {
    for (let round = 0; round < 5; round += 1) {
      const id = await given();
      const [dismissed, replayed] = await Promise.all([decide(id, 'dismiss'), decide(id, 'replay')]);
      const answers = [dismissed.status, replayed.status];
      if (dismissed.status === 200) {
        expect([404, 409]).toContain(replayed.status);
        await until(async () => (await listed(id)) === undefined, 'the dead letter is gone');
        expect((await decide(id, 'replay')).status).toBe(404);
      } else {
        expect(answers[1]).toBe(200);
        expect([404, 409]).toContain(answers[0]);
        // It was tried again, and failed again: nobody has made it vanish.
        await until(async () => (await listed(id)) !== undefined, 'the dead letter is listed again');
        expect((await listed(id)).dismissed).toBeUndefined();
        expect((await decide(id, 'dismiss')).status).toBe(200);
      }
    }
  }, 60_000);

  it.each([
    ['before anything was done', () => jest.spyOn(app.service.app.get(DeadLetters), 'dismiss')],
    ['before the queue took it', () => jest.spyOn(Job.prototype, 'retry')],
  ])('stays a dismissal that was cut %s: no replay, and it ends when it is done again', async (_, cutOff) => {
    const id = await given();
    cutOff().mockRejectedValueOnce(cut());
    expect((await decide(id, 'dismiss')).status).toBe(500);
    const refused = await decide(id, 'replay');
    expect([refused.status, refused.code]).toEqual([409, 'DEAD_LETTER_DISMISSED']);
    expect(await listed(id)).toBeDefined();
    expect((await decide(id, 'dismiss')).status).toBe(200);
    await until(async () => (await listed(id)) === undefined, 'the dead letter is gone');
    const deeds = () => app.db.collection('audit_logs').countDocuments({ object_id: id });
    await until(async () => (await deeds()) > 0, 'the deed is in the audit log');
    expect(await deeds()).toBe(1);
  });

  it('can be decided anew after a replay that was cut, and after one that failed', async () => {
    const id = await given();
    jest.spyOn(Job.prototype, 'retry').mockRejectedValueOnce(cut());
    expect((await decide(id, 'replay')).status).toBe(500);
    expect((await decide(id, 'dismiss')).code).toBe('DEAD_LETTER_REPLAYED');
    const { failed_at: failedAt } = await listed(id);
    expect((await decide(id, 'replay')).status).toBe(200);
    await until(async () => ((await listed(id))?.failed_at ?? failedAt) !== failedAt, 'it was tried again');
    expect((await decide(id, 'dismiss')).status).toBe(200);
  });

  it('is never to do without a deed of the audit log', async () => {
    const id = await given('core.audit.recorded');
    const { status, code } = await decide(id, 'dismiss');
    expect([status, code]).toEqual([422, 'AUDIT_NOT_DISMISSIBLE']);
    expect(await listed(id)).toBeDefined();
    expect((await decide(id, 'replay')).status).toBe(200);
  });
});
