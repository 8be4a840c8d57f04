import { createECDH, randomBytes } from 'node:crypto';
import { ApiAnswer, ApiClient, Platform, until } from '@dongbaejul/testing';
import sharp from 'sharp';
import { ChatClient } from '../support/chat-client';

interface Post {
  id: string;
  title: string;
  files: { id: string; url: string; thumbnail_url: string | null }[];
  is_hidden: boolean;
  hidden_reason?: string;
  match?: { content?: { text: string } | null };
}
interface Notification {
  id: string;
  type: string;
  text: string;
  data: Record<string, unknown>;
  read_at: string | null;
}
interface Inbox {
  notifications: Notification[];
  unread_count: number;
}
interface ReportAnswer {
  report: { id: string; status: string };
  context: { message: { content: string }; before: { content: string }[] } | null;
}

/** What people write is found again, opened by those whom it concerns, told to whom it matters, and hidden by staff. */
describe('what members write', () => {
  let platform: Platform;
  let writer: ApiClient;
  let reader: ApiClient;
  let operator: ApiClient;
  let usernameOfReader: string;

  beforeAll(async () => {
    const vapid = createECDH('prime256v1');
    vapid.generateKeys();
    platform = await Platform.start({
      services: { auth: 1, core: 1, 'chat-socket': 1, gateway: 1 },
      env: {
        core: {
          VAPID_PRIVATE_KEY: vapid.getPrivateKey().toString('base64url').padStart(43, 'A'),
          VAPID_SUBJECT: 'mailto:staff@dongbaejul.test',
        },
      },
    });
    [writer, reader, operator] = [
      await platform.signIn('member'),
      await platform.signIn('member2'),
      await platform.signIn('operator'),
    ];
    usernameOfReader = (await reader.get<{ user: { username: string } }>('/auth/me')).data.user.username;
  }, 120_000);
  afterAll(() => platform.stop(), 30_000);

  const write = async (who: ApiClient, body: object): Promise<Post> => {
    const { status, data, text } = await who.post<{ post: Post }>('/posts', {
      title: '제목',
      content: '본문',
      ...body,
    });
    if (status !== 201) throw new Error(text);
    return data.post;
  };
  const found = async (who: ApiClient, words: string): Promise<Post[]> =>
    (await who.get<{ posts: Post[] }>(`/posts?search=${encodeURIComponent(words)}`)).data.posts;
  const inbox = async (who: ApiClient): Promise<Inbox> => (await who.get<Inbox>('/notifications?limit=100')).data;
  /** Waits until somebody has been told. */
  const told = async (who: ApiClient, type: string, by: (one: Notification) => boolean): Promise<Notification> => {
    const find = async (): Promise<Notification | undefined> =>
      (await inbox(who)).notifications.find((one) => one.type === type && by(one));
    await until(async () => (await find()) !== undefined, `being told of ${type}`, { withinMs: 30_000 });
    return (await find())!;
  };
  const report = (who: ApiClient, target_type: string, target_id: string): Promise<ApiAnswer<ReportAnswer>> =>
    who.post<ReportAnswer>('/reports', { target_type, target_id, reason: 'abuse' });

  it('is found by its words, with whatever ending and spacing, and the place is marked', async () => {
    const { id } = await write(writer, { title: '주말 번개', content: '배드민턴을 치실 분, 라켓 빌려 드려요' });
    for (const words of ['배드민턴', '배 드 민 턴', '라켓 배드민턴']) {
      const [first] = await found(reader, words);
      expect(first?.id).toBe(id);
    }
    expect(JSON.stringify((await found(reader, '배드민턴'))[0]?.match)).toContain('배드민턴');
    expect(await found(reader, '축구화')).toEqual([]);
  });

  it('is told to whom it mentions, who reads it and then has nothing unread', async () => {
    // auth tells core of members by events.
    const mention = async (): Promise<string> => {
      const { id } = await write(writer, { content: `@${usernameOfReader}님 오시나요?` });
      return id;
    };
    let id = await mention();
    const isTold = async (): Promise<boolean> => {
      if ((await inbox(reader)).notifications.some(({ data }) => data.post_id === id)) return true;
      id = await mention();
      return false;
    };
    await until(isTold, 'the mention arrives', { withinMs: 30_000, everyMs: 500 });
    const one = await told(reader, 'mention', ({ data }) => data.post_id === id);
    expect((await inbox(reader)).unread_count).toBeGreaterThan(0);
    expect((await reader.post('/notifications/read', { notification_ids: [one.id] })).status).toBe(200);
    expect((await inbox(reader)).notifications.find((other) => other.id === one.id)?.read_at).not.toBeNull();
    expect((await reader.post('/notifications/read', { all: true })).status).toBe(200);
    expect((await inbox(reader)).unread_count).toBe(0);
    expect((await inbox(writer)).notifications.some(({ data }) => data.post_id === id)).toBe(false);
  });

  it('reaches devices and hours that the member chooses, and nobody else’s', async () => {
    const wanted = {
      types: [{ type: 'like', channels: { web_push: false } }],
      quiet_hours: { enabled: true, start: '23:00', end: '07:00', time_zone: 'Asia/Seoul' },
    };
    expect((await reader.put('/notifications/preferences', wanted)).status).toBe(200);
    const kept = await reader.get('/notifications/preferences');
    expect(JSON.stringify(kept.data)).toContain('"start":"23:00"');
    const bad = await reader.put('/notifications/preferences', { quiet_hours: { start: '25:00' } });
    expect([bad.status, bad.error?.code]).toEqual([400, 'INVALID_INPUT']);

    const browser = createECDH('prime256v1');
    const subscription = {
      kind: 'web_push',
      endpoint: `https://fcm.googleapis.com/fcm/send/${randomBytes(8).toString('hex')}`,
      keys: { p256dh: browser.generateKeys('base64url'), auth: randomBytes(16).toString('base64url') },
    };
    const registered = await reader.post<{ device: { id: string } }>('/notifications/devices', subscription);
    expect(registered.status).toBe(201);
    const path = `/notifications/devices/${registered.data.device.id}`;
    expect((await writer.delete(path)).status).toBe(404);
    expect((await writer.get<{ devices: unknown[] }>('/notifications/devices')).data.devices).toEqual([]);
    expect((await reader.delete(path)).status).toBe(200);
    const inside = { ...subscription, endpoint: 'https://127.0.0.1:9/x' };
    expect((await reader.post('/notifications/devices', inside)).status).toBe(422);
  });

  it('carries pictures that open by a signed address or for who may see the post, upright and without their place', async () => {
    const picture = await sharp({ create: { width: 60, height: 40, channels: 3, background: '#3a7' } })
      .jpeg()
      .withExif({ IFD0: { Orientation: '6' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '37/1 33/1 0/1' } })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(picture)]), '사진.jpg');
    const headers = { authorization: `Bearer ${writer.accessToken}` };
    const sent = await fetch(`${platform.api}/uploads`, { method: 'POST', headers, body: form });
    expect(sent.status).toBe(201);
    const { upload } = ((await sent.json()) as { data: { upload: { id: string } } }).data;

    const open = (address: string, who?: ApiClient): Promise<Response> =>
      fetch(new URL(address, platform.api), {
        headers: who ? { authorization: `Bearer ${who.accessToken}` } : {},
      });
    const plain = `/api/v1/uploads/${upload.id}`;
    expect((await open(plain, reader)).status).toBe(404);
    const { files, id } = await write(writer, { content: '사진이에요', attachments: [upload.id] });
    const bytes = Buffer.from(await (await open(files[0]!.url)).arrayBuffer());
    const { width, height, exif } = await sharp(bytes).metadata();
    expect([width, height]).toEqual([40, 60]);
    expect(exif?.toString('latin1') ?? '').not.toContain('GPS');
    expect((await open(files[0]!.thumbnail_url!)).status).toBe(200);
    expect((await open(plain, reader)).status).toBe(200);
    expect((await open(plain)).status).toBe(401);
    const forged = new URL(files[0]!.url, platform.api);
    const [key] = [...forged.searchParams.keys()].filter((name) => /sig/i.test(name));
    if (key) forged.searchParams.set(key, 'x'.repeat(43));
    expect((await open(forged.href)).status).toBeGreaterThanOrEqual(400);
    // Nobody hangs up another's file.
    const stolen = await reader.post('/posts', { title: '훔친 사진', content: '.', attachments: [upload.id] });
    expect(stolen.status).toBe(422);

    const { data } = await report(reader, 'post', id);
    await operator.post(`/admin/reports/${data.report.id}/decide`, { decision: 'hide', reason: '초상권' });
    expect((await open(plain, reader)).status).toBe(404);
    expect((await open(plain, writer)).status).toBe(200);
  });

  it('is hidden by staff after a report, for everybody but its author, who is told why, and comes back', async () => {
    const post = await write(writer, { title: '도배 광고', content: '셔틀콕최저가판매' });
    expect(await found(reader, '셔틀콕최저가')).toHaveLength(1);
    const made = await report(reader, 'post', post.id);
    expect(made.status).toBe(201);
    expect((await report(reader, 'post', post.id)).error?.code).toBe('REPORT_ALREADY_MADE');
    const path = `/admin/reports/${made.data.report.id}`;
    for (const who of [writer, reader]) {
      expect((await who.get('/admin/reports')).status).toBe(403);
      expect((await who.post(`${path}/decide`, { decision: 'hide', reason: '.' })).status).toBe(403);
    }
    const queue = await operator.get<{ reports: { id: string }[] }>('/admin/reports?target_type=post');
    expect(queue.data.reports.map(({ id }) => id)).toContain(made.data.report.id);
    expect((await operator.post(`${path}/decide`, { decision: 'hide', reason: '광고 글입니다.' })).status).toBe(200);
    expect((await operator.post(`${path}/decide`, { decision: 'dismiss', reason: '.' })).status).toBe(409);

    expect(await found(reader, '셔틀콕최저가')).toEqual([]);
    expect((await reader.get(`/posts/${post.id}`)).status).toBe(404);
    const own = await writer.get<{ post: Post }>(`/posts/${post.id}`);
    expect(own.data.post).toMatchObject({ is_hidden: true, hidden_reason: '광고 글입니다.' });
    const isThis = ({ data }: Notification): boolean => data.target_id === post.id;
    expect((await told(writer, 'content.hidden', isThis)).text).toContain('광고 글입니다.');
    await told(reader, 'report.decided', isThis);

    expect((await operator.post(`${path}/decide`, { decision: 'restore', reason: '오해' })).status).toBe(200);
    expect(await found(reader, '셔틀콕최저가')).toHaveLength(1);
    const auditor = await platform.signIn('auditor');
    const entries = async (): Promise<string[]> => {
      const { data } = await auditor.get<{ audit_logs: { action: string; object_id: string }[] }>(
        '/admin/audit-logs?limit=100',
      );
      return data.audit_logs.filter((row) => row.object_id === post.id).map(({ action }) => action);
    };
    await until(async () => (await entries()).length === 2, 'the audit log has both decisions', { withinMs: 30_000 });
    expect((await entries()).sort()).toEqual(['post.hidden', 'post.restored']);
  });

  it('is reported from a private chat with what stood around it, and hidden there', async () => {
    const room = await writer.post<{ room: { id: string } }>('/chat/rooms', {
      type: 'private',
      participants: [reader.userId],
    });
    const roomId = room.data.room.id;
    const chat = await ChatClient.connected(new URL(platform.api).origin, writer.accessToken);
    try {
      await chat.join(roomId);
      await chat.say(roomId, '안녕하세요');
      const messageId = (await chat.say(roomId, '못된 말')).messageId as string;
      expect((await operator.get(`/chat/rooms/${roomId}/messages`)).status).toBeGreaterThanOrEqual(403);
      expect((await report(operator, 'message', messageId)).status).toBe(404);
      const made = await report(reader, 'message', messageId);
      expect(made.status).toBe(201);
      const path = `/admin/reports/${made.data.report.id}`;
      const seen = (await operator.get<ReportAnswer>(path)).data.context;
      expect(seen?.message.content).toBe('못된 말');
      expect(seen?.before.map(({ content }) => content)).toContain('안녕하세요');
      expect((await operator.post(`${path}/decide`, { decision: 'hide', reason: '욕설' })).status).toBe(200);
      const history = async (): Promise<string> => (await reader.get(`/chat/rooms/${roomId}/messages`)).text;
      await until(async () => !(await history()).includes('못된 말'), 'it is hidden in the chat', { withinMs: 30_000 });
      expect(await history()).toContain('안녕하세요');
    } finally {
      chat.socket.disconnect();
    }
  });
});
