import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BandSyncConfig } from '../config';
import { BandHttp, type HttpAnswer } from './band-http';
import { Clock } from './clock';
import { LastAnswer } from './last-answer';

describe('a call to BAND over HTTP', () => {
  let server: Server;
  let connections: number;
  let http: BandHttp;

  beforeEach(async () => {
    connections = 0;
    server = createServer((request, response) => {
      if (request.url?.startsWith('/drip')) {
        // A byte now and then, which no limit on silence ends.
        const drip = setInterval(() => response.write(' '), 20);
        response.on('close', () => clearInterval(drip));
      } else response.end('{}');
    }).on('connection', () => (connections += 1));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    http = new BandHttp({ BAND_TIMEOUT_MS: 2_000 } as BandSyncConfig, new Clock(), new LastAnswer());
  });
  afterEach(() => {
    http.close();
    server.closeAllConnections();
    server.close();
  });

  const call = (endpoint: string): Promise<HttpAnswer> => {
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return http.send({ endpoint, baseUrl, params: { access_token: 'secret-token' } });
  };

  it('goes over the connection of the one before', async () => {
    for (let time = 1; time <= 3; time += 1) expect(await call('/quick')).toMatchObject({ status: 200, body: '{}' });
    expect(connections).toBe(1);
  });

  it('ends at its deadline, also while an answer drips, and names no token', async () => {
    const failure: unknown = await call('/drip').catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: 'timeout', endpoint: '/drip' });
    expect(JSON.stringify(failure) + String((failure as Error).stack)).not.toContain('secret-token');
  });
});
