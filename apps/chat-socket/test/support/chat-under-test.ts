import type { MemberState, Role } from '@dongbaejul/contracts';
import { RequestSigner } from '@dongbaejul/identity';
import { MongoConnection, Transactions } from '@dongbaejul/persistence';
import { RunningService, startService } from '@dongbaejul/service-kit';
import { giveBackDatabase, takeDatabase } from '@dongbaejul/testing';
import { mongo, Types } from 'mongoose';
import { randomBytes, randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { io, Socket } from 'socket.io-client';
import { chatService } from '../../src/chat.definition';
import { ChatConfig } from '../../src/config';
import { MembersEvents } from '../../src/members/members.events';
import { Client } from './client';
import { CoreStandIn } from './core-stand-in';
import { FakeAuth } from './fake-auth';

const SECRET = 'a-secret-that-only-tests-know-000000';

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run the tests by their jest project`);
  return value;
}

export interface Person {
  id: string;
  name: string;
  sid: string;
  client: Client;
}

type Acknowledged = Record<string, unknown> & { ok?: boolean; code?: string };

/** A socket that remembers what it got. */
export class TestSocket {
  readonly got: { event: string; payload: unknown }[] = [];
  closedAt = 0;

  constructor(readonly socket: Socket) {
    socket.onAny((event: string, payload: unknown) => this.got.push({ event, payload }));
    socket.on('disconnect', () => (this.closedAt = Date.now()));
  }

  /** Resolves with the acknowledgement. */
  async ask<Answer = Acknowledged>(event: string, payload?: unknown): Promise<Answer> {
    return (await this.socket.timeout(10_000).emitWithAck(event, payload)) as Answer;
  }

  of<Payload = Record<string, unknown>>(event: string): Payload[] {
    return this.got.filter((one) => one.event === event).map((one) => one.payload as Payload);
  }
}

/** Processes of the real service, side by side, spoken to as the gateway and clients speak to them. */
export class ChatUnderTest {
  readonly auth = new FakeAuth();
  readonly signer = new RequestSigner(SECRET);
  readonly nodes: RunningService[] = [];
  private readonly sockets: Socket[] = [];
  settings: ChatConfig;
  private standIn: CoreStandIn | undefined;

  static async start({ nodes = 1, config = {} as Partial<ChatConfig> } = {}): Promise<ChatUnderTest> {
    const chat = new ChatUnderTest();
    chat.settings = Object.assign(new ChatConfig(), {
      NODE_ENV: 'test' as const,
      PORT: 0,
      LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
      MONGODB_URI: required('TEST_MONGODB_URI'),
      MONGODB_DB_NAME: takeDatabase('chat-socket'),
      // What happens at once takes its time on a busy machine; no test is about this bound.
      MONGODB_TRANSACTION_MS: 20_000,
      REDIS_URL: required('TEST_REDIS_URL'),
      REDIS_KEY_PREFIX: `t${randomBytes(6).toString('hex')}`,
      GATEWAY_SIGNING_SECRET: SECRET,
      AUTH_SERVER_URL: [await chat.auth.start()],
      ALLOWED_ORIGINS: ['http://club.example'],
      SHUTDOWN_TIMEOUT_MS: 5_000,
      ...config,
    });
    for (let i = 0; i < nodes; i += 1) await chat.addNode();
    return chat;
  }

  async addNode(): Promise<RunningService> {
    const node = await startService(chatService, this.settings);
    await node.ready;
    this.nodes.push(node);
    return node;
  }

  /** core beside it, started when it is first needed. */
  async withCore(): Promise<CoreStandIn> {
    return (this.standIn ??= await CoreStandIn.start(this.settings));
  }

  get url(): string {
    return (this.nodes[0] as RunningService).url;
  }

  get db(): mongo.Db {
    return (this.nodes[0] as RunningService).app.get(MongoConnection).db;
  }

  /** A provider of the first process, for what no route reaches. */
  get<T>(provider: new (...args: never[]) => T): T {
    return (this.nodes[0] as RunningService).app.get<T>(provider);
  }

  /** An active member, as auth's event brings one. */
  async member(name = '회원', change: Partial<MemberState> = {}): Promise<Person> {
    const id = change.id ?? new Types.ObjectId().toHexString();
    const sid = randomUUID();
    const username = `user-${id.slice(-6)}`;
    await this.tell({ id, username, display_name: name, avatar: null, roles: ['USER'], status: 'active', ...change });
    const identity = { userId: id, username, roles: ['USER' as const], sessionId: sid };
    return { id, name, sid, client: new Client(this.url, this.signer, identity) };
  }

  private version = 0;

  tell(payload: MemberState): Promise<void> {
    const event = {
      id: new Types.ObjectId().toHexString(),
      name: 'auth.member.changed' as const,
      source: 'auth' as const,
      aggregate_id: payload.id,
      version: (this.version += 1),
      occurred_at: new Date().toISOString(),
      trace_id: randomUUID(),
      payload,
    };
    const events = this.get(MembersEvents);
    return this.get(Transactions).run((session) => events.onMemberChanged(event, session));
  }

  token(who: Person, lifetime?: number, roles?: Role[]): string {
    return this.auth.token({
      sub: who.id,
      sid: who.sid,
      ...(lifetime !== undefined && { lifetime }),
      ...(roles && { roles }),
    });
  }

  /** Not connected yet. */
  socket(token: unknown, { node = 0, origin = '', reconnection = false } = {}): Socket {
    const socket = io((this.nodes[node] as RunningService).url, {
      auth: { token },
      transports: ['websocket'],
      forceNew: true,
      reconnection,
      autoConnect: false,
      ...(origin && { extraHeaders: { origin } }),
    });
    this.sockets.push(socket);
    return socket;
  }

  async connect(who: Person, node = 0, lifetime?: number, roles?: Role[]): Promise<TestSocket> {
    const test = new TestSocket(this.socket(this.token(who, lifetime, roles), { node }));
    await new Promise<void>((resolve, reject) => {
      test.socket.once('connect', resolve);
      test.socket.once('connect_error', reject);
      test.socket.connect();
    });
    return test;
  }

  /** What an upgrade is answered, as text. */
  upgrade(url: string): Promise<string> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    socket.write(
      'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    return new Promise((resolve, reject) => {
      let text = '';
      socket.setEncoding('utf8').on('data', (part: string) => (text += part));
      socket.on('close', () => resolve(text)).on('error', reject);
    });
  }

  /** A group of these people, the first its owner. */
  async group(people: Person[], name = '모임'): Promise<string> {
    const [owner, ...others] = people as [Person, ...Person[]];
    const body = { type: 'group', name, participants: others.map((one) => one.id) };
    const { status, data, error } = await owner.client.send<{ room: { id: string } }>('POST', '/rooms', body);
    if (status !== 201) throw new Error(`no group: ${JSON.stringify(error)}`);
    return data.room.id;
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) cut(socket);
    await this.standIn?.stop();
    await Promise.all(this.nodes.map((node) => node.stop()));
    await giveBackDatabase('chat-socket', this.settings.MONGODB_DB_NAME);
    await this.auth.stop();
  }
}

/** Ends a connection without the half minute that a polite close may take. */
export function cut(socket: Socket): void {
  const { engine } = socket.io;
  const transport = engine?.transport as unknown as { ws?: { terminate?: () => void } } | undefined;
  socket.disconnect();
  transport?.ws?.terminate?.();
}
