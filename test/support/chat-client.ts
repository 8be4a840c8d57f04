import { ApiClient, patiently, Platform, until } from '@dongbaejul/testing';
import { randomUUID } from 'node:crypto';
import { io, ManagerOptions, Socket, SocketOptions } from 'socket.io-client';

/** What a message carries on the socket, as far as tests look at it. */
export interface HeardMessage {
  id: string;
  roomId: string;
  seq: number;
  content: string;
  sender: { id: string; name: string } | null;
  tempId?: string;
  isDeleted: boolean;
  reactions: { emoji: string; count: number; memberIds: string[] }[];
}
export type Acknowledged = Record<string, unknown> & { ok?: boolean; code?: string; error?: string };

export interface Account {
  id: string;
  name: string;
  email: string;
  api: ApiClient;
}

type Options = Partial<ManagerOptions & SocketOptions>;

/** A real client of the socket API; it remembers what it got. */
export class ChatClient {
  readonly got: { event: string; payload: unknown }[] = [];
  closedAt = 0;
  /** By this side, for good. */
  isClosed = false;

  constructor(readonly socket: Socket) {
    socket.onAny((event: string, payload: unknown) => this.got.push({ event, payload }));
    socket.on('disconnect', () => (this.closedAt = Date.now()));
  }

  /** Not connected yet. */
  static at(url: string, token: unknown, options: Options = {}): ChatClient {
    const auth = typeof token === 'function' ? (token as SocketOptions['auth']) : { token };
    const ours: Options = { transports: ['websocket'], forceNew: true, reconnection: false, autoConnect: false };
    return new ChatClient(io(url, { ...ours, auth, ...options }));
  }

  static async connected(url: string, token: unknown, options: Options = {}): Promise<ChatClient> {
    const client = ChatClient.at(url, token, options);
    const outcome = await client.tryConnect();
    if (outcome !== 'connected') throw new Error(`the socket was refused: ${outcome}`);
    return client;
  }

  /** @returns `connected`, or the code with which it was refused */
  tryConnect(): Promise<string> {
    return new Promise((resolve) => {
      this.socket.once('connect', () => resolve('connected'));
      this.socket.once('connect_error', (error) => resolve(error.message));
      this.socket.connect();
    });
  }

  /** Resolves with the acknowledgement. */
  async ask<Answer = Acknowledged>(event: string, payload?: unknown): Promise<Answer> {
    return (await this.socket.timeout(15_000).emitWithAck(event, payload)) as Answer;
  }

  async join(roomId: string): Promise<this> {
    const answer = await this.ask('room:join', { roomId });
    if (!answer.ok) throw new Error(`room:join answered ${JSON.stringify(answer)}`);
    return this;
  }

  say(roomId: string, content: string, tempId: string = randomUUID()): Promise<Acknowledged> {
    return this.ask('message:send', { roomId, content, tempId });
  }

  of<Payload = Record<string, unknown>>(event: string): Payload[] {
    return this.got.filter((one) => one.event === event).map((one) => one.payload as Payload);
  }

  get heard(): HeardMessage[] {
    return this.of<HeardMessage>('message:received');
  }

  /** Something that is no event: what stands behind the `4` of an Engine.IO message. */
  sendRaw(text: string): void {
    (this.socket.io.engine as unknown as { send(data: string): void }).send(text);
  }

  /** Breaks the connection as a lost network does; where it reconnects, it does so by itself. */
  breakOff(): void {
    const transport = this.socket.io.engine?.transport as unknown as { ws?: { terminate?(): void } } | undefined;
    transport?.ws?.terminate?.();
  }

  close(): void {
    this.isClosed = true;
    this.socket.io.reconnection(false);
    const { engine } = this.socket.io;
    const transport = engine?.transport as unknown as { ws?: { terminate?(): void } } | undefined;
    this.socket.disconnect();
    transport?.ws?.terminate?.();
  }
}

export const PASSWORD = 'chat-of-the-club-1';

/** New members, each with an account of their own, whom chat knows already. */
export async function newMembers(platform: Platform, count: number): Promise<Account[]> {
  const accounts: Account[] = [];
  for (let i = 0; i < count; i += 1) {
    const username = `chat-${randomUUID().slice(0, 12)}`;
    const email = `${username}@dongbaejul.test`;
    const api = platform.client();
    const body = { email, password: PASSWORD, username, display_name: `회원${i + 1}` };
    const made = await patiently(() => api.post('/auth/signup', body));
    // 409: an earlier try was done after all.
    if (made.status !== 201 && made.status !== 409) throw new Error(`sign-up answered ${made.status}: ${made.text}`);
    type SignedIn = Parameters<ApiClient['use']>[0];
    const signedIn = await patiently(() => api.post<SignedIn>('/auth/login', { email, password: PASSWORD }));
    if (signedIn.status !== 200) throw new Error(`sign-in answered ${signedIn.status}: ${signedIn.text}`);
    accounts.push({ id: api.use(signedIn.data).userId, name: body.display_name, email, api });
  }
  for (const { api } of accounts) {
    const inside = async (): Promise<boolean> =>
      (await api.get<{ rooms: { type: string }[] }>('/chat/rooms')).data.rooms.some((room) => room.type === 'global');
    await until(inside, 'a new member is in the global room', { withinMs: 90_000 });
  }
  return accounts;
}

/** A group of these, the first its owner. */
export async function newGroup(people: Account[], name = '모임'): Promise<string> {
  const [owner, ...others] = people as [Account, ...Account[]];
  const body = { type: 'group', name, participants: others.map((one) => one.id) };
  const { status, data, text } = await owner.api.post<{ room: { id: string } }>('/chat/rooms', body);
  if (status !== 201) throw new Error(`no group: ${status} ${text}`);
  return data.room.id;
}
