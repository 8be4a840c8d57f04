import { ClaimedUploads, ClaimUploads, defineErrors } from '@dongbaejul/contracts';
import { uploadPath } from '@dongbaejul/identity';
import { AskHandler } from '@dongbaejul/messaging';
import type { RunningService } from '@dongbaejul/service-kit';
import { Controller } from '@nestjs/common';
import { Allow } from 'class-validator';
import { Types } from 'mongoose';
import { Answer, AuthApp, Json } from './support/auth-app';
import { startNeighbour } from './support/neighbour';
import { eventsOf, newPerson, Person } from './support/people';

class AnyClaim implements ClaimUploads {
  @Allow() upload_ids: string[];
  @Allow() owner_id: string;
  @Allow() hangs_on: ClaimUploads['hangs_on'];
}
const Errors = defineErrors({ UPLOAD_OF_ANOTHER: { kind: 'unprocessable', ko: '남의 파일', en: 'Another’s file' } });

const asked: AnyClaim[] = [];
const refused = new Set<string>();

@Controller()
class Uploads {
  @AskHandler('core.uploads.claim', AnyClaim)
  claim(request: AnyClaim): Promise<ClaimedUploads> {
    asked.push({ ...request });
    if (request.upload_ids.some((id) => refused.has(id))) throw Errors.UPLOAD_OF_ANOTHER();
    return Promise.resolve({ uploads: [] });
  }
}

describe('an uploaded picture as avatar', () => {
  let app: AuthApp;
  let core: RunningService;
  let me: Person;
  beforeAll(async () => {
    app = await AuthApp.start();
    core = await startNeighbour(app, 'core', Uploads);
  }, 30_000);
  afterAll(async () => {
    await core.stop();
    await app.stop();
  });
  beforeEach(async () => {
    me = await newPerson(app);
    asked.splice(0);
  });

  const newId = (): string => new Types.ObjectId().toHexString();
  const put = (avatar: string | null, more: Json = {}, headers = {}): Promise<Answer> =>
    app.call('PATCH', '/users/profile', { token: me.token, body: { avatar, ...more }, headers });
  const stored = async (): Promise<string | null> =>
    (await app.db.collection('accounts').findOne({ _id: new Types.ObjectId(me.id) }))?.avatar;

  it.each([
    ['id', (id: string) => id],
    ['address', (id: string) => uploadPath(id)],
    ['signed address', (id: string) => `${uploadPath(id)}?expires=1764000000&signature=${'a-_'.repeat(14)}b`],
    ['thumbnail', (id: string) => `${uploadPath(id)}?size=thumbnail&expires=1764000000&signature=x`],
    ['whole address', (id: string) => `https://club.example${uploadPath(id)}?expires=1764000000&signature=x`],
  ])('is taken by its %s, kept by core for this member, and told without a signature', async (_what, named) => {
    const id = newId();
    const { status, data } = await put(named(id));
    expect(status).toBe(200);
    expect(asked).toEqual([{ upload_ids: [id], owner_id: me.id, hangs_on: { type: 'member', id: me.id } }]);
    expect(await stored()).toBe(uploadPath(id));
    expect(data.user.avatar).toMatch(
      new RegExp(`^${uploadPath(id)}\\?size=thumbnail&expires=\\d+&signature=[\\w-]{43}$`),
    );
    const other = await newPerson(app);
    const seen = await app.call('GET', `/users/members/${me.id}`, { token: other.token });
    expect(seen.data.member.avatar).toContain('&signature=');
    expect((await eventsOf(app, me.id)).at(-1)!.payload.avatar).toBe(uploadPath(id));
  });

  it('is asked for once: the same sent back as it was shown changes nothing', async () => {
    const shown = (await put(newId())).data.user;
    const again = await put(shown.avatar, { display_name: '새 이름' });
    expect([again.status, asked.length, again.data.user.version]).toEqual([200, 1, shown.version + 1]);
    expect((await eventsOf(app, me.id)).map(({ payload }) => payload.avatar)).toHaveLength(3);
  });

  it('is not taken where core refuses it, nor by a stale edit', async () => {
    const id = newId();
    refused.add(id);
    expect(await put(id)).toMatchObject({ status: 422, code: 'UPLOAD_OF_ANOTHER' });
    asked.splice(0);
    expect((await put(newId(), {}, { 'if-match': '99' })).status).toBe(412);
    expect([await stored(), asked]).toEqual([null, []]);
  });

  it('is taken off by null or a picture elsewhere, for which core is not asked', async () => {
    await put(newId());
    asked.splice(0);
    expect((await put('https://pictures.test/1.jpg')).data.user.avatar).toBe('https://pictures.test/1.jpg');
    expect((await put(null)).data.user.avatar).toBeNull();
    expect(asked).toEqual([]);
  });

  it.each(['javascript:alert(1)', '/api/v1/uploads/short', `/api/v1/uploads/${'0'.repeat(24)}/x`, '/etc/passwd', ''])(
    'is not %j',
    async (avatar) => {
      const answer = await put(avatar);
      expect([answer.status, Object.keys(answer.body.error.details)]).toEqual([400, ['avatar']]);
      expect(answer.body.error.details.avatar).toMatch(/업로드/);
    },
  );

  it('waits while core is away: the rest of a profile changes all the same', async () => {
    await core.stop();
    expect(await put(newId())).toMatchObject({ status: 503 });
    expect((await app.call('PATCH', '/users/profile', { token: me.token, body: { bio: '소개' } })).status).toBe(200);
    core = await startNeighbour(app, 'core', Uploads);
  });
});
