import { ApiClient, Platform, until } from '@dongbaejul/testing';
import sharp from 'sharp';

interface Upload {
  id: string;
  url: string;
  thumbnail_url: string;
}
interface Profile {
  user: { avatar: string | null };
}

/** A picture that a member uploads and wears, as every other member sees it in every service. */
describe('an avatar that was uploaded', () => {
  let platform: Platform;
  let me: ApiClient;
  let other: ApiClient;
  beforeAll(async () => {
    platform = await Platform.start({ services: { auth: 1, core: 1, 'chat-socket': 1, gateway: 1 } });
    [me, other] = [await platform.signIn('member'), await platform.signIn('member2')];
  }, 240_000);
  afterAll(() => platform.stop(), 30_000);

  async function upload(colour: string): Promise<Upload> {
    const size = { width: 600, height: 500, channels: 3 as const };
    const picture = await sharp({ create: { ...size, background: colour } })
      .jpeg()
      .toBuffer();
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(picture)]), '나.jpg');
    const headers = { authorization: `Bearer ${me.accessToken}` };
    const answer = await fetch(`${platform.api}/uploads`, { method: 'POST', headers, body: form });
    expect(answer.status).toBe(201);
    return ((await answer.json()) as { data: { upload: Upload } }).data.upload;
  }
  /** As an image tag loads it: no token. */
  const opened = async (address: string): Promise<number> => (await fetch(new URL(address, platform.api))).status;
  const wear = async (avatar: string | null): Promise<string | null> => {
    const { status, data } = await me.patch<Profile>('/users/profile', { avatar });
    expect(status).toBe(200);
    return data.user.avatar;
  };
  const seenByOther = async (): Promise<string | null> =>
    (await other.get<Profile>(`/users/${me.userId}`)).data.user.avatar;

  it('is seen in the directory, beside what its owner writes, and in chat, without signing in', async () => {
    const { url } = await upload('#3a7');
    await wear(url);
    const inDirectory = (await seenByOther())!;
    const shown = await fetch(new URL(inDirectory, platform.api));
    const { width, format } = await sharp(Buffer.from(await shown.arrayBuffer())).metadata();
    expect([shown.status, width, format]).toEqual([200, 400, 'webp']);

    await me.post('/posts', { title: '새 사진', content: '어때요' });
    const author = async (): Promise<string | null> => {
      const posts = (await other.get<{ posts: { author: { avatar: string | null } }[] }>('/posts?limit=1')).data.posts;
      return posts[0]!.author.avatar;
    };
    await until(async () => (await author()) !== null, 'core has heard of the picture', { withinMs: 60_000 });
    expect(await opened((await author())!)).toBe(200);

    const body = { type: 'private', participants: [me.userId] };
    const room = (await other.post<{ room: { id: string } }>('/chat/rooms', body)).data.room;
    const inChat = async (): Promise<string | null> => {
      const path = `/chat/rooms/${room.id}/members`;
      const { data } = await other.get<{ participants: { id: string; avatar: string | null }[] }>(path);
      return data.participants.find(({ id }) => id === me.userId)?.avatar ?? null;
    };
    await until(async () => (await inChat()) !== null, 'chat has heard of the picture', { withinMs: 60_000 });
    expect(await opened((await inChat())!)).toBe(200);
  }, 120_000);

  it('is let go when another is worn, and cannot be another member’s', async () => {
    const before = (await seenByOther())!;
    const { id } = await upload('#a37');
    await wear(id);
    expect(await opened((await seenByOther())!)).toBe(200);
    await until(async () => (await opened(before)) === 404, 'the picture before is let go', { withinMs: 60_000 });
    const stolen = await other.patch('/users/profile', { avatar: id });
    expect([stolen.status, stolen.error?.code]).toEqual([422, 'UPLOAD_NOT_YOURS_TO_USE']);
    const last = (await seenByOther())!;
    expect(await wear(null)).toBeNull();
    await until(async () => (await opened(last)) === 404, 'the last picture is let go', { withinMs: 60_000 });
  }, 120_000);
});
