import { createHash } from 'node:crypto';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  rawHeaders: string[];
}

const EMPTY: Seen = { method: '', url: '', headers: {}, rawHeaders: [] };

/** A service that answers what the path's last segment says, and remembers what it was asked. */
export class FakeUpstream {
  readonly seen: Seen[] = [];
  readonly aborted: string[] = [];
  ready = true;
  /** Upgrades are answered 503. */
  refusesUpgrades = false;
  private server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly hanging: ServerResponse[] = [];

  async start(port = 0): Promise<string> {
    this.server = createServer((request, response) => void this.answer(request, response).catch(() => undefined));
    this.server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    this.server.on('upgrade', (request, socket, head: Buffer) => {
      this.remember(request);
      if (this.refusesUpgrades) return void socket.end('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n');
      if (request.url?.includes('hang-up')) return void socket.end();
      if (request.url?.includes('refuse')) {
        // As a server that keeps the connection would: what comes next on it is its next request.
        socket.write('HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\nno');
        socket.on('data', (bytes: Buffer) =>
          this.seen.push({ ...EMPTY, url: /^\w+ (\S+)/.exec(bytes.toString())?.[1] ?? '' }),
        );
        return;
      }
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n');
      socket.write(head);
      socket.pipe(socket);
    });
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    return `http://127.0.0.1:${this.port}`;
  }

  /** Connections that the gateway holds. */
  get connections(): number {
    return this.sockets.size;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  /** Answers what hangs so far. */
  letGo(): void {
    for (const response of this.hanging.splice(0)) response.end('{}');
  }

  private remember(request: IncomingMessage): void {
    const { method = '', url = '', headers, rawHeaders } = request;
    this.seen.push({ method, url, headers, rawHeaders });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '').split('?')[0] ?? '';
    if (path === '/readyz') {
      response.writeHead(this.ready ? 200 : 503).end('{}');
      return;
    }
    this.remember(request);
    request.on('error', () => undefined);
    response.on('close', () => !response.writableFinished && this.aborted.push(path));
    const what = path.split('/').at(-1);
    if (what === 'hang') return void this.hanging.push(response);
    if (what === 'drop') return void request.socket.destroy();
    if (what === 'nonsense') return void request.socket.end('this is not HTTP\r\n\r\n');
    if (what === 'drip') return drip(response);
    if (what === 'big') return big(response);
    if (what === 'cut') return cut(response);
    if (what === 'strange-status') return void request.socket.end('HTTP/1.1 799 Odd\r\nContent-Length: 0\r\n\r\n');
    if (what === 'early-hints') {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      response.writeHead(200, { connection: 'x-hop, keep-alive', 'x-hop': 'mine', 'x-end': 'yours' });
      return void response.end('{}');
    }
    if (what === 'not-modified') return void response.writeHead(304, { 'content-length': 30, etag: '"1"' }).end();
    if (what === 'vary')
      return void response.writeHead(200, { vary: 'Accept', 'content-security-policy': 'x' }).end('{}');
    if (what === 'unavailable') return void response.writeHead(503).end('{"status":"error"}');
    const hash = createHash('sha256');
    let length = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
      hash.update(chunk);
      length += chunk.length;
    }
    response.writeHead(200, { 'content-type': 'application/json', 'x-powered-by': 'leak' });
    response.end(JSON.stringify({ length, sha256: hash.digest('hex') }));
  }
}

/** Begins at once and never ends, a byte at a time. */
function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/plain' });
  const timer = setInterval(() => response.write('.'), 50);
  response.on('close', () => clearInterval(timer));
}

/** Says 100 bytes, sends ten, and is gone. */
function cut(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': 100 });
  response.write('ten bytes.', () => response.destroy());
}

export const BIG_BYTES = 50 * 1024 * 1024;

/** How much of the latest big answer has been handed over. */
export const bigSent = { bytes: 0 };

function big(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': BIG_BYTES });
  bigSent.bytes = 0;
  const chunk = Buffer.alloc(64 * 1024, 7);
  let left = BIG_BYTES;
  const write = (): void => {
    while (left > 0) {
      const piece = chunk.subarray(0, Math.min(left, chunk.length));
      left -= piece.length;
      bigSent.bytes += piece.length;
      if (!response.write(piece)) return void response.once('drain', write);
    }
    response.end();
  };
  write();
}
