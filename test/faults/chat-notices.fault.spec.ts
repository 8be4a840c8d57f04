import { Platform, until } from '@dongbaejul/testing';
import { Account, ChatClient, newGroup, newMembers } from '../support/chat-client';

const ROOMS = 40;

interface Told {
  type: string;
  data: { room_id: string; seq: number };
}

/** Who is away is told once, whichever process dies while it sees to that. */
describe('notices of chat when processes die', () => {
  let platform: Platform;
  let writer: Account;
  let reader: Account;
  beforeAll(async () => {
    platform = await Platform.start({
      services: { auth: 1, core: 1, 'chat-socket': 2, gateway: 1 },
      env: {
        '*': { BAND_API_URL: 'http://127.0.0.1:9', BAND_AUTH_URL: 'http://127.0.0.1:9' },
        'chat-socket': { NOTIFY_AFTER_MS: '2000', SOCKET_MESSAGES_PER_S: '1000' },
      },
    });
    [writer, reader] = (await newMembers(platform, 2)) as [Account, Account];
  }, 240_000);
  afterAll(() => platform.stop(), 60_000);

  const told = async (): Promise<Told[]> => {
    const { data } = await reader.api.get<{ notifications: Told[] }>('/notifications?limit=100');
    return data.notifications.filter(({ type }) => type.startsWith('chat.'));
  };

  it('are one for each room, none lost and none twice', async () => {
    const roomIds: string[] = [];
    for (let i = 0; i < ROOMS; i += 1) roomIds.push(await newGroup([writer, reader], `방 ${i}`));
    const client = await ChatClient.connected(platform.gateway.url, writer.api.accessToken);
    const answers = await Promise.all(roomIds.map((roomId) => client.say(roomId, '어디세요?')));
    client.close();
    expect(answers.filter(({ ok }) => ok)).toHaveLength(ROOMS);

    await until(async () => (await told()).length > 0, 'the first are told', { withinMs: 60_000, everyMs: 10 });
    const [first, second] = platform.of('chat-socket');
    await first!.kill();
    await first!.restart();
    await second!.kill();
    await until(async () => (await told()).length >= ROOMS, 'all are told', { withinMs: 90_000 });
    await second!.restart();
    // A message after all of it is told of after them: what was to come twice would have come.
    const last = await newGroup([writer, reader], '마지막 방');
    const again = await ChatClient.connected(platform.gateway.url, writer.api.accessToken);
    expect(await again.say(last, '끝')).toMatchObject({ ok: true });
    again.close();
    const rooms = async (): Promise<string[]> => (await told()).map(({ data }) => data.room_id);
    await until(async () => (await rooms()).includes(last), 'the last is told', { withinMs: 60_000 });
    expect((await rooms()).sort()).toEqual([...roomIds, last].sort());
  }, 240_000);
});
