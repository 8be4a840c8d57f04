import { KeySet } from '@dongbaejul/identity';
import { startService } from '@dongbaejul/service-kit';
import { until } from '@dongbaejul/testing';
import { io, Socket } from 'socket.io-client';
import { chatService } from '../src/chat.definition';
import { ChatUnderTest, cut, Person } from './support/chat-under-test';

/** Clients with Socket.IO's own options: what passes by itself must not need their help. */
describe('a client that comes too early', () => {
  let chat: ChatUnderTest;
  let who: Person;
  const open: Socket[] = [];
  beforeAll(async () => {
    chat = await ChatUnderTest.start();
    who = await chat.member('박지민');
  }, 60_000);
  afterEach(() => open.splice(0).forEach((socket) => cut(socket)));
  afterAll(() => chat.stop());

  const byDefault = (url: string, token: string): Socket => {
    const socket = io(url, { auth: { token }, transports: ['websocket'], forceNew: true });
    open.push(socket);
    return socket;
  };

  it('is in by itself once a process that waits for auth has started', async () => {
    chat.auth.isAway = true;
    const node = await startService(chatService, chat.settings);
    chat.nodes.push(node);
    const refusal = await fetch(`${node.url}/readyz`);
    expect(refusal.status).toBe(503);
    const socket = byDefault(node.url, chat.token(who));
    let refused = 0;
    socket.io.on('error', () => (refused += 1));
    await until(() => refused > 0, 'it is refused');
    expect([socket.connected, socket.active]).toEqual([false, true]);
    chat.auth.isAway = false;
    await until(() => socket.connected, 'it is in', { withinMs: 25_000 });
  }, 60_000);

  it('is told with 503 when to come again', async () => {
    chat.auth.isAway = true;
    const node = await startService(chatService, chat.settings);
    chat.nodes.push(node);
    const answer = await chat.upgrade(node.url);
    chat.auth.isAway = false;
    await node.ready;
    expect(answer).toMatch(/^HTTP\/1\.1 503 .*\r\nRetry-After: 1\r\n.*"code":"SERVICE_STARTING"/s);
  }, 60_000);

  it('is in by itself once auth says whose the key of its token is', async () => {
    chat.auth.changeKey();
    chat.auth.isAway = true;
    await expect(chat.get(KeySet).refresh()).rejects.toThrow();
    const socket = byDefault(chat.url, chat.token(who));
    const errors: string[] = [];
    let closed = 0;
    socket.on('connect_error', (error) => errors.push(error.message));
    socket.io.on('close', () => (closed += 1));
    await until(() => closed > 0, 'it is put off', { withinMs: 20_000 });
    expect([socket.connected, socket.active, errors]).toEqual([false, true, []]);
    chat.auth.isAway = false;
    await until(() => socket.connected, 'it is in', { withinMs: 25_000 });
  }, 60_000);
});
