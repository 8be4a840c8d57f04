import { until } from '@dongbaejul/testing';
import type { FastifyInstance } from 'fastify';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { createFastifyAdapter } from '../src/http/create-fastify';

/** What goes wrong on a connection before there is a request that a handler could answer. */
describe('a connection that says no request', () => {
  const adapter = createFastifyAdapter({
    trustProxy: false,
    trustRequestId: () => false,
    bodyLimit: 1_024,
    requestTimeout: 30_000,
  });
  const fastify = adapter.getInstance() as unknown as FastifyInstance;
  const accepted: Socket[] = [];
  const sockets: Socket[] = [];

  beforeAll(async () => {
    fastify.get('/half', (_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200, { 'content-length': 1_000 });
      reply.raw.write('the first half of a file');
    });
    fastify.server.on('connection', (socket: Socket) => accepted.push(socket));
    await fastify.listen({ port: 0, host: '127.0.0.1' });
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await fastify.close();
  });

  /** Speaks on a connection of its own. @returns what has been heard so far, and whether the other side is gone */
  const speak = (text: string): { socket: Socket; heard: () => string; isOver: () => boolean } => {
    let heard = '';
    const { port } = fastify.server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    sockets.push(socket);
    socket.on('data', (bytes: Buffer) => (heard += bytes.toString()));
    socket.write(text);
    return { socket, heard: () => heard, isOver: () => socket.closed };
  };
  const errorIn = (answer: string): { code: string; trace_id: string } =>
    (JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))) as { error: { code: string; trace_id: string } }).error;

  it.each([
    ['no HTTP', 'nonsense\r\n\r\n', 400, 'MALFORMED_REQUEST'],
    ['a raw address', 'GET /배드민턴 HTTP/1.1\r\nHost: x\r\n\r\n', 400, 'MALFORMED_URL'],
    ['headers without end', `GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'HEADERS_TOO_LARGE'],
  ])('is told so in the envelope: %s', async (_what, text, status, code) => {
    const { heard, isOver } = speak(text);
    await until(isOver, 'the connection is closed');
    expect(heard()).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    const error = errorIn(heard());
    expect(error.code).toBe(code);
    expect(heard()).toContain(`X-Request-ID: ${error.trace_id}\r\n`);
  });

  it('is told that it was too slow when its request does not come to an end', async () => {
    const before = accepted.length;
    const { heard, isOver } = speak('POST / HTTP/1.1\r\nHost: x\r\n');
    const socket = await until(() => accepted[before], 'the connection');
    // As Node's server does when `requestTimeout` is over; it looks every 30 s.
    const late = Object.assign(new Error('Request timeout'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
    fastify.server.emit('clientError', late, socket);
    await until(isOver, 'the connection is closed');
    expect(heard()).toMatch(/^HTTP\/1\.1 408 /);
    expect(errorIn(heard()).code).toBe('REQUEST_TIMEOUT');
  });

  it('is cut when it goes on with nonsense behind a request whose answer has begun, and that answer stays clean', async () => {
    const { socket, heard, isOver } = speak('GET /half HTTP/1.1\r\nHost: x\r\n\r\n');
    await until(() => heard().includes('half of a file'), 'the answer has begun');
    socket.write('nonsense\r\n\r\n');
    await until(isOver, 'the connection is closed');
    expect(heard()).toMatch(/half of a file$/);
  });
});
