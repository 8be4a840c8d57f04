import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeyPairSync } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { openMessage, Subscriber, vapidClaims } from './web-push-receiver';

/** What a fake push service took in. */
export interface Received {
  /** The device it was for. */
  device: string;
  headers: Record<string, unknown>;
  body: Record<string, unknown>;
}

export interface Reply {
  status: number;
  body?: object;
  headers?: Record<string, string>;
}

export const rsaKeys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

abstract class FakeService {
  readonly received: Received[] = [];
  /** Answers for a device, one after another; afterwards all is well. */
  readonly replies = new Map<string, Reply[]>();
  private readonly server: Server = createServer((request, response) => {
    this.serve(request, response).catch((error: Error) => response.writeHead(400).end(error.message));
  });

  protected abstract serve(request: IncomingMessage, response: ServerResponse): Promise<void>;

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get url(): string {
    return `http://${this.host}`;
  }

  for(device: string): Received[] {
    return this.received.filter((one) => one.device === device);
  }

  protected answer(response: ServerResponse, device: string, otherwise: Reply): void {
    const { status, body, headers } = this.replies.get(device)?.shift() ?? otherwise;
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body && JSON.stringify(body));
  }
}

/** A browser vendor's push service: checks who sends (VAPID), and opens what only the browser could open. */
export class FakeWebPush extends FakeService {
  private readonly subscribers = new Map<string, Subscriber>();

  /** A browser that subscribed. */
  subscribe(name: string): { kind: 'web_push'; endpoint: string; keys: { p256dh: string; auth: string } } {
    const subscriber = new Subscriber();
    this.subscribers.set(name, subscriber);
    return { kind: 'web_push', endpoint: `${this.url}/push/${name}`, keys: subscriber.keys };
  }

  protected async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const name = request.url?.split('/').at(-1) ?? '';
    const subscriber = this.subscribers.get(name);
    if (!subscriber) throw new Error('nobody subscribed');
    const claims = vapidClaims(request.headers.authorization ?? '');
    if (claims.aud !== this.url) throw new Error('the token is for another service');
    if (request.headers['content-encoding'] !== 'aes128gcm' || !request.headers.ttl) throw new Error('not web push');
    const body = JSON.parse(openMessage(await bodyOf(request), subscriber)) as Record<string, unknown>;
    this.received.push({ device: name, headers: { ...request.headers, vapid: claims }, body });
    this.answer(response, name, { status: 201 });
  }
}

/** Firebase: gives tokens to who signs as the service account, and takes messages with them. */
export class FakeFcm extends FakeService {
  tokensGiven = 0;
  private ended = 0;

  protected async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await bodyOf(request)).toString();
    if (request.url === '/token') return this.giveToken(new URLSearchParams(body), response);
    if (request.url !== '/v1/projects/club/messages:send') throw new Error('no such path');
    if (!this.isValid(request.headers.authorization)) {
      response.writeHead(401).end(JSON.stringify({ error: { status: 'UNAUTHENTICATED' } }));
      return;
    }
    const { message } = JSON.parse(body) as { message: { token: string } & Record<string, unknown> };
    this.received.push({ device: message.token, headers: request.headers, body: message });
    this.answer(response, message.token, { status: 200, body: { name: 'projects/club/messages/1' } });
  }

  /** From now on no token that was given is taken any more. */
  endTokens(): void {
    this.ended = this.tokensGiven;
  }

  /** Like Firebase it takes every token it gave, not only the newest: each replica has its own. */
  private isValid(authorization: string | undefined): boolean {
    const serial = Number(/^Bearer token-(\d+)$/.exec(authorization ?? '')?.[1]);
    return serial > this.ended && serial <= this.tokensGiven;
  }

  private giveToken(form: URLSearchParams, response: ServerResponse): void {
    const claims = jwt.verify(form.get('assertion') ?? '', rsaKeys.publicKey, {
      algorithms: ['RS256'],
      issuer: 'sender@club.test',
      audience: `${this.url}/token`,
    }) as { scope: string };
    if (!claims.scope.endsWith('/firebase.messaging')) throw new Error('wrong scope');
    this.tokensGiven += 1;
    response.writeHead(200).end(JSON.stringify({ access_token: `token-${this.tokensGiven}`, expires_in: 3600 }));
  }
}
