import { setTimeout } from 'node:timers/promises';
import { ApiClient, Platform, until } from '@dongbaejul/testing';

const LONG = Boolean(process.env.FAULTS_LONG);
const BAND_AWAY = { BAND_API_URL: 'http://127.0.0.1:9', BAND_AUTH_URL: 'http://127.0.0.1:9' };

describe('restarts', () => {
  it('R-21: services start before what they need, and wait for it', async () => {
    const platform = await Platform.start({
      services: { gateway: 1, core: 1, auth: 1 },
      own: { mongod: true, redis: true },
      serversLater: true,
      env: { '*': BAND_AWAY },
    });
    try {
      const ready = async (): Promise<number[]> =>
        Promise.all(platform.processes.map(async (process) => (await fetch(`${process.url}/readyz`)).status));
      await until(async () => (await ready()).every((status) => status === 503), 'all are up and not ready', {
        withinMs: 20_000,
      });
      const early = await platform.client().get('/posts');
      expect(early).toMatchObject({ status: 503, error: { code: 'SERVICE_STARTING' } });
      await platform.redis!.start();
      await platform.mongod!.start();
      await platform.whenReady();
      const member = await platform.signIn('member');
      expect((await member.get('/posts')).status).toBe(200);
    } finally {
      await platform.stop();
    }
  }, 120_000);

  it('R-20: a process whose output nobody reads any more still ends at SIGTERM', async () => {
    const platform = await Platform.start({ services: { gateway: 1, auth: 1 }, env: { '*': BAND_AWAY } });
    try {
      const { gateway } = platform;
      gateway.closeOutput();
      // What it says while it stops is the first that it cannot write. One that does not end is killed by nobody here.
      await expect(gateway.signal('SIGTERM')).resolves.toBeUndefined();
    } finally {
      await platform.stop();
    }
  }, 30_000);

  it('R-20: SIGTERM under load, one replica after another, loses no request', async () => {
    const platform = await Platform.start({
      services: { auth: 2, core: 2, gateway: 1 },
      env: { '*': { ...BAND_AWAY, SHUTDOWN_DRAIN_MS: '1500' } },
    });
    try {
      const member = await platform.signIn('member');
      const bad: string[] = [];
      let asked = 0;
      let going = true;
      const load = async (client: ApiClient, n: number): Promise<void> => {
        while (going) {
          const write = n % 2 === 0;
          const answer = await (
            write
              ? client.post('/posts', { title: `글 ${asked}`, content: 'c', category: 'free' })
              : client.get('/users/profile')
          ).catch((error: unknown) => ({ status: 0, text: String(error) }));
          asked += 1;
          if (answer.status === 0 || answer.status >= 500) bad.push(`${answer.status} ${answer.text.slice(0, 200)}`);
          // In the short form a core is left for whoever starts; a request still comes every few hundredths of a second.
          if (!LONG) await setTimeout(80);
        }
      };
      const loads = Array.from({ length: 6 }, (_, n) => load(member, n));
      for (const process of [...platform.of('core'), ...platform.of('auth')]) {
        const [before, begun] = [asked, Date.now()];
        await process.stop();
        await process.restart();
        const isSeen = (): boolean =>
          platform.gateway.entries().some(
            ({ msg, url, timestamp }) =>
              // Not `again`, if it went before the gateway had first asked it.
              String(msg).startsWith('upstream is ready') &&
              url === process.url &&
              Date.parse(String(timestamp)) > begun,
          );
        await until(isSeen, 'the gateway has seen it ready before the next one goes');
        await until(() => asked > before + 5, 'traffic flows');
      }
      going = false;
      await Promise.all(loads);
      expect(bad).toEqual([]);
    } finally {
      await platform.stop();
    }
  }, 300_000);

  it('R-20: a gateway that stops answers what it has accepted', async () => {
    const platform = await Platform.start({ services: { auth: 1, core: 1, gateway: 1 }, env: { '*': BAND_AWAY } });
    try {
      const member = await platform.signIn('member');
      const under = Array.from({ length: 20 }, () => member.get('/posts?limit=100'));
      const stopped = platform.gateway.stop();
      const answers = await Promise.allSettled(under);
      await stopped;
      const statuses = answers.map((answer) => (answer.status === 'fulfilled' ? answer.value.status : 0));
      // A connection that was not yet accepted may be refused; an accepted request is answered.
      expect(statuses.filter((status) => status !== 200 && status !== 0)).toEqual([]);
    } finally {
      await platform.stop();
    }
  }, 90_000);
});
