import { CommonErrors } from '@dongbaejul/contracts';
import { once } from 'node:events';
import { createServer, IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { NginxFront } from '../support/nginx-front';

interface Failure {
  status: string;
  error: { code: string; message: string; trace_id: string };
}

/** What nginx says where the gateway says nothing. Without nginx on this machine there is nothing to see. */
describe('nginx before a gateway', () => {
  const gateway = createServer((asked, response) => {
    asked.resume();
    response.writeHead(asked.url === '/healthz' ? 200 : 503, { 'x-from': 'gateway' }).end('{}');
  });
  let nginx: NginxFront | undefined;

  beforeAll(async () => {
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    nginx = await NginxFront.before(`http://127.0.0.1:${(gateway.address() as AddressInfo).port}`);
  });
  afterAll(async () => {
    await nginx?.stop();
    gateway.closeAllConnections();
    gateway.close();
  });

  const ask = (init: RequestInit = {}): Promise<Response> => fetch(`${nginx?.url}/api/v1/posts`, init);
  /** Says how long its body is, and sends none of it before the answer. */
  const announce = async (length: number): Promise<Response> => {
    const asking = request(`${nginx?.url}/api/v1/posts`, { method: 'POST', headers: { 'content-length': length } });
    asking.on('error', () => undefined).flushHeaders();
    const [answer] = (await once(asking, 'response')) as [IncomingMessage];
    const said = await text(answer);
    asking.destroy();
    return new Response(said, { status: answer.statusCode ?? 0, headers: answer.headers as Record<string, string> });
  };
  const expectEnvelope = async (response: Response, status: number, code: string, message: string): Promise<void> => {
    expect([response.status, response.headers.get('content-type')]).toEqual([
      status,
      'application/json; charset=utf-8',
    ]);
    const { error, ...rest } = (await response.json()) as Failure;
    expect(rest).toEqual({ status: 'error' });
    expect(error).toMatchObject({ code, message });
    expect(error.trace_id).toMatch(/^[A-Za-z0-9-]{8,64}$/);
    expect(response.headers.get('x-request-id')).toBe(error.trace_id);
  };

  it('passes on what the gateway answers, a failure as well', async () => {
    if (!nginx) return;
    const response = await ask();
    expect([response.status, response.headers.get('x-from'), await response.text()]).toEqual([503, 'gateway', '{}']);
  });

  it('refuses a body that is too large as the API does', async () => {
    if (!nginx) return;
    const { text: sentence } = CommonErrors.BODY_TOO_LARGE();
    await expectEnvelope(await announce(51 * 1024 * 1024), 413, 'BODY_TOO_LARGE', sentence.ko);
  });

  it.each(['ko', 'en'] as const)(
    'says in the envelope that the gateway is away, in the language asked for: %s',
    async (language) => {
      if (!nginx) return;
      gateway.closeAllConnections();
      gateway.close();
      const response = await ask({ headers: { 'accept-language': language } });
      expect(response.headers.get('retry-after')).toBe('1');
      const { text: sentence } = CommonErrors.SERVICE_UNAVAILABLE();
      await expectEnvelope(response, 503, 'SERVICE_UNAVAILABLE', sentence[language]);
    },
  );
});
