import { BACKEND_SERVICES, SERVICES } from '@dongbaejul/contracts';
import { Health, loadConfig, Shutdown } from '@dongbaejul/service-kit';
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

  it("are the same in the scripts' table", () => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the launcher's own table, plain CommonJS
    const { SERVICES: rows } = require(launcherTable) as { SERVICES: Row[] };
    expect(Object.fromEntries(rows.map(({ name, ...row }) => [name, row]))).toEqual(SERVICES);
  });
});
