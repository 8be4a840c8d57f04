import { RequestSigner } from '@dongbaejul/identity';
import type { RunningService } from '@dongbaejul/service-kit';
import { until } from '@dongbaejul/testing';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { FakeAuth } from './support/fake-auth';
import { BIG_BYTES, bigSent, FakeUpstream } from './support/fake-upstream';
import { SECRET, startGateway } from './support/start-gateway';

interface Failure {
  status: string;
  error: { code: string; message: string; trace_id: string; details?: Record<string, unknown> };
}

describe('the proxy', () => {
  const auth = new FakeAuth();
  const upstream = new FakeUpstream();
  let gateway: RunningService;
  let api: string;
  let headers: Record<string, string>;

  beforeAll(async () => {
    const [authUrl, coreUrl] = await Promise.all([auth.start(), upstream.start()]);
    gateway = await startGateway({ AUTH_SERVER_URL: authUrl, CORE_SERVER_URL: coreUrl, PROXY_IDLE_TIMEOUT_MS: '1000' });
    api = `${gateway.url}/api/v1`;
    headers = { authorization: `Bearer ${auth.token()}` };
  });
  afterAll(async () => {
    await gateway.stop();
    await Promise.all([auth.stop(), upstream.stop()]);
  });

  const failure = async (response: Response): Promise<Failure> => (await response.json()) as Failure;

  it('hands the service a signed identity, the trace id and the path as it came', async () => {
    const response = await fetch(`${api}/things/echo?q=%ED%95%9C%20글&x=1`, { headers });
    expect(response.status).toBe(200);
    const seen = upstream.seen.at(-1)!;
    expect(seen.headers['x-request-id']).toBe(response.headers.get('x-request-id'));
    expect(seen.headers.authorization).toBeUndefined();
    expect(response.headers.get('x-powered-by')).toBeNull();
    const checked = new RequestSigner(SECRET).check({ service: 'core', method: 'GET', path: seen.url }, seen.headers);
    expect(checked?.identity).toMatchObject({ username: '김민수', roles: ['USER'] });
    expect(checked?.clientAddress).toBe('127.0.0.1');
  });

  it('streams 50 MB up, byte for byte', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 3);
    const hash = createHash('sha256');
    const body = Readable.from(
      (function* () {
        for (let i = 0; i < 50; i += 1) {
          hash.update(chunk);
          yield chunk;
        }
      })(),
    );
    const response = await fetch(`${api}/files/up`, {
      method: 'POST',
      headers,
      body: body as never,
      duplex: 'half',
    } as RequestInit);
    expect(await response.json()).toEqual({ length: BIG_BYTES, sha256: hash.digest('hex') });
  });

  it('streams 50 MB down', async () => {
    const response = await fetch(`${api}/things/big`, { headers });
    let length = 0;
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) length += chunk.length;
    expect(length).toBe(BIG_BYTES);
  });

  it.each(['hang', 'drip', 'big'])('stops the upstream request when the client leaves during %s', async (what) => {
    const leaving = new AbortController();
    const path = `/api/v1/open/${what}`;
    const asked = fetch(`${gateway.url}${path}`, { signal: leaving.signal });
    asked.catch(() => undefined);
    await until(() => upstream.seen.some((seen) => seen.url === path), 'the service was asked');
    if (what !== 'hang') await asked;
    leaving.abort();
    await until(() => upstream.aborted.includes(path), 'the service has been left');
  });

  it('takes no more from the service than the client takes', async () => {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    socket.write(`GET /api/v1/things/big HTTP/1.1\r\nHost: x\r\nAuthorization: ${headers.authorization}\r\n\r\n`);
    await once(socket, 'readable');
    let before = -1;
    // What lies in the sockets' buffers on the way is all that was taken.
    const stands = (): boolean => {
      const same = before === bigSent.bytes;
      before = bigSent.bytes;
      return same;
    };
    await until(stands, 'nothing moves any more', { everyMs: 100 });
    expect(bigSent.bytes).toBeLessThan(BIG_BYTES / 2);
    let length = 0;
    socket.on('data', (chunk: Buffer) => (length += chunk.length));
    await until(() => length > BIG_BYTES, 'the whole answer');
    socket.destroy();
  });

  it('breaks the connection when the service breaks off within an answer', async () => {
    const response = await fetch(`${api}/things/cut`, { headers });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  it('passes on neither informational answers nor what the service meant for this hop', async () => {
    const response = await fetch(`${api}/things/early-hints`, { headers });
    expect(response.status).toBe(200);
    expect(response.headers.get('x-end')).toBe('yours');
    expect(response.headers.get('x-hop')).toBeNull();
  });

  it('drops what the client meant for this hop, and nothing of ours', async () => {
    const { request } = await import('node:http');
    const connection = 'keep-alive, X-Hop, X-User-Id, X-Identity-Signature, X-Request-ID';
    await new Promise<void>((resolve, reject) => {
      const sent = request(`${api}/things/echo`, { headers: { ...headers, connection, 'x-hop': '1', 'x-end': '2' } });
      sent.on('response', (response) => response.resume().on('end', resolve)).on('error', reject);
      sent.end();
    });
    const seen = upstream.seen.at(-1)!.headers;
    expect(seen).toMatchObject({ 'x-end': '2', 'x-user-id': expect.any(String), 'x-request-id': expect.any(String) });
    expect(seen['x-hop']).toBeUndefined();
    expect(seen['x-identity-signature']).toEqual(expect.any(String));
  });

  it('answers 504 at the route deadline when the service is silent', async () => {
    const response = await fetch(`${api}/brief/hang`, { headers });
    expect(response.status).toBe(504);
    expect((await failure(response)).error).toMatchObject({ code: 'SERVICE_TIMEOUT', details: { service: 'core' } });
  });

  it('answers 503 without naming an address when the connection breaks, and asks once', async () => {
    const before = upstream.seen.length;
    const response = await fetch(`${api}/things/drop`, { method: 'POST', headers });
    expect(response.status).toBe(503);
    const text = JSON.stringify(await response.json());
    expect(text).toContain('SERVICE_UNAVAILABLE');
    expect(text).not.toMatch(/127\.0\.0\.1:\d+/);
    expect(upstream.seen.length - before).toBe(1);
  });

  it.each(['nonsense', 'strange-status'])('answers 502 to %s', async (what) => {
    const response = await fetch(`${api}/things/${what}`, { headers });
    expect(response.status).toBe(502);
    expect((await failure(response)).error.code).toBe('UPSTREAM_INVALID');
  });

  it('passes a 503 of the service on after one request', async () => {
    const before = upstream.seen.length;
    const response = await fetch(`${api}/things/unavailable`, { headers });
    expect(response.status).toBe(503);
    expect(upstream.seen.length - before).toBe(1);
  });

  it('refuses a body that is too large, declared or streamed', async () => {
    const declared = await fetch(`${api}/things/echo`, { method: 'POST', headers, body: Buffer.alloc(300 * 1024) });
    expect(declared.status).toBe(413);
    expect((await failure(declared)).error.code).toBe('BODY_TOO_LARGE');
    const body = Readable.from([Buffer.alloc(200 * 1024), Buffer.alloc(200 * 1024)]);
    const streamed = await fetch(`${api}/things/echo`, {
      method: 'POST',
      headers,
      body: body as never,
      duplex: 'half',
    } as RequestInit);
    expect(streamed.status).toBe(413);
    expect((await failure(streamed)).error.details).toEqual({ limit: 256 * 1024 });
  });

  it('lets Expect: 100-continue and a GET with a body through', async () => {
    const { request } = await import('node:http');
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(`${api}/things/echo`, { method: 'POST', headers: { ...headers, expect: '100-continue' } });
      sent.on('continue', () => sent.end('hello'));
      sent.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
      sent.flushHeaders();
    });
    expect(status).toBe(200);
    const get = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(`${api}/things/echo`, { method: 'GET', headers: { ...headers, 'content-length': '2' } });
      sent.on('response', (response) => resolve(response.resume().statusCode)).on('error', reject);
      sent.end('{}');
    });
    expect(get).toBe(200);
  });

  it('passes on 304 with a length, and lets no service take away the headers of the edge', async () => {
    const unchanged = await fetch(`${api}/things/not-modified`, { headers });
    expect([unchanged.status, unchanged.headers.get('etag')]).toEqual([304, '"1"']);
    const varied = await fetch(`${api}/things/vary`, { headers: { ...headers, origin: 'http://localhost:8080' } });
    expect(varied.headers.get('vary')).toBe('Origin, Accept');
    expect(varied.headers.get('content-security-policy')).toContain("default-src 'self'");
  });

  it('refuses a body whose coding would be lost on the way', async () => {
    const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
    socket.write(
      `POST /api/v1/things/echo HTTP/1.1\r\nHost: x\r\nAuthorization: ${headers.authorization}\r\n` +
        'Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n',
    );
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400/);
    socket.destroy();
  });

  it('answers HEAD like GET, without a body', async () => {
    const response = await fetch(`${api}/things/echo`, { method: 'HEAD', headers });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('');
  });
});
