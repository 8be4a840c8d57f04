import { generateKeyPairSync } from 'node:crypto';
import { createServer, Http2Server, IncomingHttpHeaders, ServerHttp2Session, ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import jwt from 'jsonwebtoken';
import type { Received, Reply } from './fake-push';

export const ecKeys = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** Apple's push service: HTTP/2, a signed provider token, JSON reasons. */
export class FakeApns {
  readonly received: Received[] = [];
  readonly replies = new Map<string, Reply[]>();
  readonly sessions = new Set<ServerHttp2Session>();
  connections = 0;
  /** Connections are taken, and nothing on them is answered. */
  silent = false;
  /** Provider tokens that messages came with. */
  readonly tokens = new Set<string>();
  private readonly ended = new Set<string>();
  private readonly held = new Map<string, Promise<void>>();
  private readonly server: Http2Server = createServer();

  async start(): Promise<this> {
    this.server.on('session', (session) => {
      this.connections += 1;
      this.sessions.add(session);
      session.on('close', () => this.sessions.delete(session));
      // A client that goes away is no failure of the service.
      session.on('error', () => undefined);
    });
    this.server.on('stream', (stream, headers) => {
      stream.on('error', () => undefined);
      void this.serve(stream, headers).catch(() => undefined);
    });
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    for (const session of this.sessions) session.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  for(device: string): Received[] {
    return this.received.filter((one) => one.device === device);
  }

  /** From now on no token that came with a message is taken any more. */
  endTokens(): void {
    for (const token of this.tokens) this.ended.add(token);
  }

  /** What comes for a device is answered late. @returns a function that lets it be answered */
  hold(device: string): () => void {
    let release: () => void = () => undefined;
    this.held.set(device, new Promise((resolve) => (release = resolve)));
    return () => release();
  }

  private async serve(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    let text = '';
    for await (const chunk of stream.setEncoding('utf8')) text += chunk as string;
    if (this.silent) return;
    const device = String(headers[':path']).split('/').at(-1) ?? '';
    const refused = this.refusal(headers);
    await this.held.get(device);
    if (!refused) this.received.push({ device, headers, body: JSON.parse(text) as Received['body'] });
    const reply = refused ?? this.replies.get(device)?.shift() ?? { status: 200 };
    stream.respond({ ':status': reply.status, ...reply.headers });
    stream.end(reply.body && JSON.stringify(reply.body));
  }

  private refusal(headers: IncomingHttpHeaders): Reply | undefined {
    const token = headers.authorization?.replace('bearer ', '') ?? '';
    try {
      const { header } = jwt.verify(token, ecKeys.publicKey, {
        algorithms: ['ES256'],
        issuer: 'TEAM',
        complete: true,
      });
      if (header.kid !== 'KEY') throw new Error('another key');
    } catch {
      return { status: 403, body: { reason: 'InvalidProviderToken' } };
    }
    this.tokens.add(token);
    if (this.ended.has(token)) return { status: 403, body: { reason: 'ExpiredProviderToken' } };
    return headers['apns-topic'] === 'kr.club.app' ? undefined : { status: 400, body: { reason: 'TopicDisallowed' } };
  }
}
