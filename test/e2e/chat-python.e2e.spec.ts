import { Platform, until } from '@dongbaejul/testing';
import { execFile, spawn, spawnSync } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { io } from 'socket.io-client';
import { ChatClient, HeardMessage, newGroup, newMembers, PASSWORD } from '../support/chat-client';

const ROOT = path.resolve(__dirname, '../..');
const run = promisify(execFile);
const hasPython = ['python3', 'python'].some((one) => spawnSync(one, ['--version']).status === 0);

type Answer = Record<string, unknown>;

/** Nothing of chat needs JavaScript on the other side. */
describe('a client in Python', () => {
  let platform: Platform;
  let python: string;

  beforeAll(async () => {
    if (!hasPython) return;
    const { stdout } = await run(process.execPath, [path.join(ROOT, 'scripts/python-tool.mjs'), 'python-socketio']);
    python = stdout.trim().split('\n').at(-1) ?? '';
    platform = await Platform.start({ services: { auth: 1, 'chat-socket': 2, gateway: 1 } });
  }, 300_000);
  afterAll(() => platform?.stop(), 30_000);

  const test = hasPython ? it : it.skip;
  test(`signs in, joins, says, hears and syncs${hasPython ? '' : ' (skipped: there is no Python here)'}`, async () => {
    const people = await newMembers(platform, 2);
    const roomId = await newGroup(people);
    const other = await ChatClient.connected(platform.gateway.url, people[0]!.api.accessToken);
    try {
      await other.join(roomId);
      const script = path.join(__dirname, 'clients/chat.py');
      const talk = run(python, [script, platform.gateway.url, people[1]!.email, PASSWORD, roomId]);
      talk.catch(() => undefined);
      const ended = talk.then(({ stdout }) => stdout);
      await Promise.race([
        until(() => other.heard.length === 1, 'what Python says is heard', { withinMs: 60_000 }),
        ended,
      ]);
      expect(other.heard[0]).toMatchObject({ seq: 1, content: '파이썬에서 보냅니다', sender: { id: people[1]!.id } });
      await other.say(roomId, '자바스크립트가 답합니다', 'from-javascript');

      const told = JSON.parse(await ended) as Record<string, Answer>;
      expect(told.joined).toEqual({ ok: true, lastSeq: 0 });
      const sent = { ok: true, tempId: 'from-python', messageId: other.heard[0]!.id, seq: 1 };
      expect([told.sent, told.again]).toEqual([sent, sent]);
      expect(told.heard).toMatchObject({ seq: 2, content: '자바스크립트가 답합니다', sender: { id: people[0]!.id } });
      const { messages, lastSeq } = told.synced as { messages: HeardMessage[]; lastSeq: number };
      expect([lastSeq, messages.map(({ seq, content }) => [seq, content])]).toEqual([
        2,
        [
          [1, '파이썬에서 보냅니다'],
          [2, '자바스크립트가 답합니다'],
        ],
      ]);
      expect(told.refused).toMatchObject({ code: 'INVALID_INPUT', details: { tempId: expect.any(String) as string } });
    } finally {
      other.close();
    }
  }, 120_000);

  test('is in by itself after everything has started, as one in JavaScript is', async () => {
    const [who] = await newMembers(platform, 1);
    const roomId = await newGroup([who!]);
    const token = who!.api.accessToken!;
    const [auth] = platform.of('auth');
    await auth!.kill();
    for (const one of platform.of('chat-socket')) {
      await one.kill();
      one.start();
    }
    const script = path.join(__dirname, 'clients/come_back.py');
    const client = spawn(python, [script, platform.gateway.url, token, roomId]);
    const told: unknown[] = [];
    let rest = '';
    client.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      told.push(...lines.map((line) => JSON.parse(line) as unknown));
    });
    const socket = io(platform.gateway.url, { auth: { token }, transports: ['websocket'], forceNew: true });
    let refused = 0;
    socket.io.on('error', () => (refused += 1));
    try {
      await until(() => told.length > 0 && refused > 0, 'both are refused', { withinMs: 60_000 });
      expect([told[0], socket.connected, socket.active]).toEqual(['refused', false, true]);
      await auth!.restart();
      await until(() => socket.connected, 'the one in JavaScript is in', { withinMs: 60_000 });
      await until(() => told.at(-1) !== 'refused', 'the one in Python is in', { withinMs: 60_000 });
      expect(told.at(-1)).toEqual({ ok: true, lastSeq: 0 });
    } finally {
      socket.disconnect();
      client.kill('SIGKILL');
    }
  }, 240_000);
});
