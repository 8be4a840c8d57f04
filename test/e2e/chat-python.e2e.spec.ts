import { Platform, until } from '@dongbaejul/testing';
import { execFile, spawnSync } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
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
    const { stdout } = await run(process.execPath, [path.join(ROOT, 'scripts/python-socketio.mjs')]);
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
});
