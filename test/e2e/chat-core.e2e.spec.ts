import { Platform, until } from '@dongbaejul/testing';
import sharp from 'sharp';
import { Account, ChatClient, newGroup, newMembers } from '../support/chat-client';

interface Attached {
  attachments: {
    id: string;
    url: string;
    thumbnailUrl?: string;
    thumbnail_url?: string;
    name: string;
    width: number;
  }[];
}
interface Inbox {
  notifications: { type: string; data: { room_id?: string } }[];
  unread_count: number;
}

describe('chat together with core', () => {
  let platform: Platform;
  let people: Account[];
  const open: ChatClient[] = [];
  beforeAll(async () => {
    platform = await Platform.start({
      services: { auth: 1, core: 1, 'chat-socket': 2, gateway: 1 },
      env: { 'chat-socket': { NOTIFY_AFTER_MS: '200' } },
    });
    people = await newMembers(platform, 3);
  }, 180_000);
  afterEach(() => open.splice(0).forEach((client) => client.close()));
  afterAll(() => platform.stop(), 30_000);

  const connect = async (who: Account, roomId: string): Promise<ChatClient> => {
    const client = await ChatClient.connected(platform.gateway.url, who.api.accessToken);
    open.push(client);
    return client.join(roomId);
  };
  const upload = async (who: Account): Promise<string> => {
    const picture = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#37a' } })
      .png()
      .toBuffer();
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(picture)]), '사진.png');
    const headers = { authorization: `Bearer ${who.api.accessToken}` };
    const sent = await fetch(`${platform.api}/uploads`, { method: 'POST', headers, body: form });
    expect(sent.status).toBe(201);
    return ((await sent.json()) as { data: { upload: { id: string } } }).data.upload.id;
  };
  const opened = async (address: string, who?: Account): Promise<number> => {
    const headers = who ? { authorization: `Bearer ${who.api.accessToken}` } : undefined;
    return (await fetch(new URL(address, platform.api), { ...(headers && { headers }) })).status;
  };

  it('shows pictures to who is in the room, and their plain address to nobody else', async () => {
    const [writer, reader, outside] = people as [Account, Account, Account];
    const roomId = await newGroup([writer, reader]);
    const [from, to] = [await connect(writer, roomId), await connect(reader, roomId)];
    const id = await upload(writer);
    const sent = { roomId, content: '', tempId: 'picture', type: 'image', attachments: [id] };
    expect(await from.ask('message:send', sent)).toMatchObject({ ok: true, seq: 1 });
    // Sent again it is the same message with the same picture.
    expect(await from.ask('message:send', sent)).toMatchObject({ ok: true, seq: 1 });
    await until(() => to.heard.length === 1, 'it is heard');
    const live = to.heard[0] as unknown as Attached;
    expect(live.attachments).toMatchObject([{ id, name: expect.any(String) as string, width: 30 }]);
    const { data } = await reader.api.get<{ messages: Attached[] }>(`/chat/rooms/${roomId}/messages`);
    const [kept] = data.messages[0]!.attachments;
    const { url, thumbnailUrl } = live.attachments[0]!;
    for (const address of [url, thumbnailUrl, kept!.url, kept!.thumbnail_url]) expect(await opened(address!)).toBe(200);
    expect(await opened(`/api/v1/uploads/${id}`, outside)).toBe(404);
    expect(await opened(`/api/v1/uploads/${id}`, writer)).toBe(200);
    // Another's upload hangs on nothing of mine.
    const stolen = await to.ask('message:send', { ...sent, tempId: 'stolen' });
    expect(stolen).toMatchObject({ code: 'UPLOAD_NOT_YOURS_TO_USE' });
    // The picture closes with its message, for everybody but its owner.
    const { id: messageId } = to.heard[0] as unknown as { id: string };
    expect((await writer.api.delete(`/chat/messages/${messageId}`)).status).toBe(200);
    await until(async () => (await opened(kept!.url)) === 404, 'its address is closed', { withinMs: 30_000 });
    expect(await opened(`/api/v1/uploads/${id}`, reader)).toBe(404);
    expect(await opened(`/api/v1/uploads/${id}`, writer)).toBe(200);
  });

  it('has a notification read with the messages that it tells of', async () => {
    const [writer, reader] = people as [Account, Account];
    const roomId = await newGroup([writer, reader], '알림방');
    const inbox = async (): Promise<Inbox> => (await reader.api.get<Inbox>('/notifications?unread=true')).data;
    const ofRoom = async (): Promise<number> =>
      (await inbox()).notifications.filter(({ data }) => data.room_id === roomId).length;
    const from = await connect(writer, roomId);
    await from.say(roomId, '언제 오세요?');
    await until(async () => (await ofRoom()) === 1, 'the absent reader is told', { withinMs: 30_000 });
    expect((await reader.api.put(`/chat/rooms/${roomId}/read`, { up_to_seq: 1 })).status).toBe(200);
    await until(async () => (await ofRoom()) === 0, 'the notification is read', { withinMs: 30_000 });
  });
});
