import type { RunningService } from '@dongbaejul/service-kit';
import { connect } from 'node:net';
import { FakeAuth } from './support/fake-auth';
import { startGateway } from './support/start-gateway';

describe('an address that was not percent-encoded', () => {
  const auth = new FakeAuth();
  let gateway: RunningService;

  beforeAll(async () => {
    gateway = await startGateway({ AUTH_SERVER_URL: await auth.start() });
  });
  afterAll(async () => {
    await gateway.stop();
    await auth.stop();
  });

  /** Written to the socket as it is: most HTTP clients would escape it. */
  const get = (address: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1', () =>
        socket.write(`GET ${address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
      );
      let text = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      socket.on('close', () => resolve(text)).on('error', reject);
    });

  it.each([
    ['Korean in the query', '/api/v1/open/echo?search=배드민턴'],
    ['Korean in the path', '/api/v1/open/배드민턴'],
    ['half an escape', '/api/v1/open/100%'],
    ['a character that URLs do not have', '/api/v1/open/a|b'],
  ])('is refused with the way to mend it: %s', async (_what, address) => {
    const answer = await get(address);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))) as { error: Record<string, string> };
    expect(body.error).toMatchObject({ code: 'MALFORMED_URL', message: expect.stringContaining('퍼센트 인코딩') });
    expect(body.error.trace_id).toBeTruthy();
  });
});
