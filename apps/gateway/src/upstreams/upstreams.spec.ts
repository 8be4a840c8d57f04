import { BACKEND_SERVICES, SERVICES } from '@dongbaejul/contracts';
import { Health, loadConfig, Shutdown } from '@dongbaejul/service-kit';
import { until } from '@dongbaejul/testing';
import { Logger } from '@nestjs/common';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { GatewayConfig } from '../config';
import type { Upstream } from '../routing/route-table';
import { Upstreams } from './upstreams';

const SECRET = { GATEWAY_SIGNING_SECRET: 'a-signing-secret-for-tests-only-32-bytes' };

interface Row {
  name: string;
  port: number;
  database: string | null;
  addressVariable: string | null;
}
const launcherTable = path.resolve(__dirname, '../../../../scripts/lib/service-env.cjs');

describe('the services behind the gateway', () => {
  const shutdown = new Shutdown();
  const started = (env: Record<string, string>): Upstreams => {
    const health = { register: () => undefined } as unknown as Health;
    return new Upstreams(loadConfig(GatewayConfig, { ...SECRET, ...env }), health, shutdown);
  };
  afterEach(() => shutdown.close());

  it.each(BACKEND_SERVICES)('%s is found by the variable of its row', (service) => {
    const upstreams = started({ [SERVICES[service].addressVariable]: 'http://one:1/, http://two:2' });
    const urls = [upstreams.pick(service), upstreams.pick(service)].map((picked) => picked?.address.url);
    expect(urls.sort()).toEqual(['http://one:1', 'http://two:2']);
  });

  it('has no address for one that was given none, or that nobody knows, and says so without failing', () => {
    const upstreams = started({ CHAT_SERVER_URL: ',' });
    expect(upstreams.pick('core')?.address.url).toBe('http://127.0.0.1:3002');
    expect(upstreams.pick('chat-socket')).toBeUndefined();
    expect(upstreams.pick('a service without a row' as Upstream)).toBeUndefined();
  });

  it('refuses an address that is none, by the name of its variable', () => {
    expect(() => started({ CORE_SERVER_URL: 'core' })).toThrow(/CORE_SERVER_URL/);
    expect(() => started({ AUTH_SERVER_URL: ',' })).toThrow(/AUTH_SERVER_URL/);
  });

  it('are told of when they come, as good news, and as a warning when they go', async () => {
    const told: [string, unknown][] = [];
    const tell = (level: string) => (about: unknown) =>
      void told.push([level, (about as { msg?: string } | undefined)?.msg]);
    const spies = [
      jest.spyOn(Logger.prototype, 'log').mockImplementation(tell('log')),
      jest.spyOn(Logger.prototype, 'warn').mockImplementation(tell('warn')),
    ];
    let isReady = false;
    const server = createServer((_request, response) => response.writeHead(isReady ? 200 : 503).end());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    started({
      ...Object.fromEntries(
        BACKEND_SERVICES.map((service) => [SERVICES[service].addressVariable, 'http://127.0.0.1:9']),
      ),
      [SERVICES.core.addressVariable]: `http://127.0.0.1:${port}`,
    });
    const after = (count: number) => until(() => told.length >= count, `${count} lines`, { withinMs: 20_000 });
    await after(BACKEND_SERVICES.length);
    expect(new Set(told.splice(0).map(String))).toEqual(new Set(['log,waiting for an upstream']));
    for (const [ready, expected] of [
      [true, ['log', 'upstream is ready']],
      [false, ['warn', 'upstream is not ready']],
      [true, ['log', 'upstream is ready again']],
    ] as const) {
      isReady = ready;
      await after(1);
      expect(told.splice(0)).toEqual([expected]);
    }
    spies.forEach((spy) => spy.mockRestore());
    server.closeAllConnections();
    server.close();
  }, 60_000);

  it('are asked one question at a time, however long an answer takes', async () => {
    const [slow, quick] = ['http://slow:1/readyz', 'http://quick:1/readyz'];
    const asked = new Map([slow, quick].map((url) => [url, 0]));
    let answer: () => void = () => undefined;
    const spy = jest.spyOn(globalThis, 'fetch').mockImplementation((url) => {
      asked.set(String(url), (asked.get(String(url)) ?? 0) + 1);
      const ready = new Response('ready');
      return String(url) === slow ? new Promise((resolve) => (answer = () => resolve(ready))) : Promise.resolve(ready);
    });
    started({ AUTH_SERVER_URL: 'http://quick:1', CORE_SERVER_URL: 'http://slow:1' });
    await until(() => asked.get(quick)! >= 3, 'the quick one was asked again');
    expect(asked.get(slow)).toBe(1);
    answer();
    await until(() => asked.get(slow) === 2, 'the slow one is asked again');
    spy.mockRestore();
  }, 30_000);

  it('are asked while they are only slow, before any that says it is not ready', async () => {
    const [slow, starting] = ['http://slow:1', 'http://starting:1'];
    const asked: string[] = [];
    const spy = jest.spyOn(globalThis, 'fetch').mockImplementation((url) => {
      asked.push(String(url));
      if (!String(url).startsWith(slow)) return Promise.resolve(new Response('starting', { status: 503 }));
      return Promise.reject(new DOMException('too late', 'TimeoutError'));
    });
    const upstreams = started({ CORE_SERVER_URL: `${slow},${starting}` });
    await until(() => asked.filter((url) => url.startsWith(slow)).length > 1, 'both have been asked');
    const picked = [1, 2, 3].map(() => upstreams.pick('core')?.address);
    expect(picked.map((address) => address?.url)).toEqual([slow, slow, slow]);
    expect(upstreams.pick('core', picked[0])?.address.url).toBe(starting);
    spy.mockRestore();
  }, 30_000);

  it('know that BAND answers as soon as one replica of band-sync says so', async () => {
    const checks = new Map<string, () => Promise<void>>();
    const health = { register: (name: string, run: () => Promise<void>) => checks.set(name, run) };
    let status = 'Connected';
    const server = createServer((_request, response) =>
      response.end(JSON.stringify({ services: { band_api: { status } } })),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const env = { BAND_SYNC_SERVER_URL: `http://127.0.0.1:9,http://127.0.0.1:${port}` };
    new Upstreams(loadConfig(GatewayConfig, { ...SECRET, ...env }), health as unknown as Health, shutdown);
    await expect(checks.get('band_api')!()).resolves.toBeUndefined();
    status = 'Disconnected';
    await expect(checks.get('band_api')!()).rejects.toThrow();
    server.closeAllConnections();
    server.close();
  });

  it("are the same in the scripts' table", () => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the launcher's own table, plain CommonJS
    const { SERVICES: rows } = require(launcherTable) as { SERVICES: Row[] };
    expect(Object.fromEntries(rows.map(({ name, ...row }) => [name, row]))).toEqual(SERVICES);
  });
});
