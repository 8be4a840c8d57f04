import { type ApiAnswer, type ApiClient, Platform, until } from '@dongbaejul/testing';
import { EmulatedBand } from '../support/emulated-band';

const ROLES = ['superadmin', 'admin', 'operator', 'auditor', 'member'] as const;
const STAFF: readonly string[] = ['superadmin', 'admin', 'operator'];
const CREATE = '/v2.2/band/post/create';

interface Publication {
  id: string;
  state: string;
  band_post_key: string | null;
}

/** The roster and publishing through the gateway, as each role meets them. */
describe('what staff do with the roster and with BAND', () => {
  let platform: Platform;
  let band: EmulatedBand;
  const as = new Map<string, ApiClient>();

  beforeAll(async () => {
    platform = await Platform.start({
      services: { 'band-emulator': 1, auth: 1, core: 1, 'band-sync': 1, gateway: 1 },
      env: {
        'band-emulator': { EMULATOR_MEMBERS: '10', EMULATOR_POSTS: '5', EMULATOR_ALBUMS: '1', EMULATOR_PHOTOS: '2' },
        'band-sync': { SYNC_INTERVAL_MS: '0' },
      },
    });
    band = new EmulatedBand(platform);
    for (const role of ROLES) as.set(role, await platform.signIn(role));
    await platform.whenSynced();
  }, 300_000);
  afterAll(() => platform?.stop(), 30_000);
  afterEach(() => band.faults());

  const client = (role: string): ApiClient => as.get(role) as ApiClient;
  /** A file as a browser's form sends it. */
  async function sendRoster(
    role: string | undefined,
    csv: string,
    query = '',
  ): Promise<{ status: number; data: never }> {
    const form = new FormData();
    form.set('file', new Blob([csv]), '명단.csv');
    const token = role && client(role).accessToken;
    const headers = token ? { authorization: `Bearer ${token}` } : undefined;
    const answer = await fetch(`${platform.api}/admin/roster/import${query}`, { method: 'POST', body: form, headers });
    return { status: answer.status, data: ((await answer.json()) as { data: never }).data };
  }
  const newPost = async (title: string): Promise<string> => {
    const body = { title, content: `${title} 내용`, category: 'notice', is_published: true };
    const { status, data } = await client('operator').post<{ post: { id: string } }>('/posts', body);
    expect(status).toBe(201);
    return data.post.id;
  };
  const publish = (
    role: string,
    id: string,
    headers: Record<string, string> = {},
  ): Promise<ApiAnswer<{ publication: Publication }>> =>
    client(role).post('/admin/band/publish', { kind: 'post', id }, { headers });

  it.each(ROLES)('the roster is imported by staff alone: %s', async (role) => {
    const csv = `이름,급수,성별,전화\n명단${role},B,남,010-1234-${String(1_000 + ROLES.indexOf(role))}\n`;
    const statuses = [
      (await sendRoster(role, csv, '?dry_run=true')).status,
      (await sendRoster(role, csv)).status,
      (await client(role).get('/admin/roster/matches')).status,
    ];
    expect(statuses).toEqual(STAFF.includes(role) ? [200, 200, 200] : [403, 403, 403]);
    const { data } = await client('operator').get<{ matches: { name: string }[] }>('/admin/roster/matches?limit=100');
    const isThere = data.matches.some(({ name }) => name === `명단${role}`);
    expect(isThere).toBe(STAFF.includes(role));
  });

  it('the roster is closed to strangers, and says what is wrong with a file', async () => {
    expect((await sendRoster(undefined, '이름\n누군가\n')).status).toBe(401);
    expect((await sendRoster('operator', '급수\nB\n')).status).toBe(422);
  });

  it('gives somebody of the roster the grade that it says, as a member of the club', async () => {
    expect((await sendRoster('admin', '이름,급수\n새로온회원,A\n')).status).toBe(200);
    await until(
      async () => {
        const path = `/users/members?search=${encodeURIComponent('새로온회원')}`;
        const { data } = await client('member').get<{ members: { display_name: string; grade: string }[] }>(path);
        return data.members.some(({ display_name, grade }) => display_name === '새로온회원' && grade === 'A');
      },
      'auth has the member of the roster',
      { withinMs: 30_000 },
    );
  });

  it.each(ROLES)('publishing at BAND is for staff: %s', async (role) => {
    const title = `공지 ${role}`;
    const id = await newPost(title);
    const answer = await publish(role, id);
    if (!STAFF.includes(role)) {
      expect(answer).toMatchObject({ status: 403, error: { code: 'ROLE_REQUIRED' } });
      for (const path of ['', `/${id}`]) {
        expect((await client(role).get(`/admin/band/publications${path}`)).status).toBe(403);
      }
      const decided = await client(role).post(`/admin/band/publications/${id}/decide`, { decision: 'left' });
      expect(decided.status).toBe(403);
      expect(await band.postsWith(`${title} 내용`)).toBe(0);
      return;
    }
    expect(answer).toMatchObject({ status: 201, data: { publication: { state: 'published' } } });
    expect(await band.postsWith(`${title} 내용`)).toBe(1);
    const { data } = await client(role).get<{ publication: Publication }>(
      `/admin/band/publications/${answer.data.publication.id}`,
    );
    expect(data.publication.band_post_key).toEqual(expect.any(String));
    expect(await publish(role, id)).toMatchObject({ status: 409, error: { code: 'BAND_PUBLISHED_ALREADY' } });
  });

  it('publishes once for one Idempotency-Key, and a game as well as a post', async () => {
    const id = await newPost('한 번만 공지');
    const headers = { 'idempotency-key': `publish-${id}` };
    const [one, two] = [await publish('operator', id, headers), await publish('operator', id, headers)];
    expect([one.status, two.status, two.headers.get('idempotent-replayed')]).toEqual([201, 201, 'true']);
    expect(two.data).toEqual(one.data);
    expect(await band.postsWith('한 번만 공지 내용')).toBe(1);

    const game = {
      title: '금요 번개',
      game_date: new Date(Date.now() + 86_400_000).toISOString(),
      game_type: 'singles',
    };
    const made = await client('member').post<{ game: { id: string } }>('/games', game);
    const answer = await client('operator').post<{ publication: Publication }>('/admin/band/publish', {
      ...{ kind: 'game', id: made.data.game.id },
    });
    expect(answer).toMatchObject({ status: 201, data: { publication: { state: 'published' } } });
    expect(await band.postsWith('금요 번개')).toBe(1);
  });

  it('says why where BAND refuses, in the reader’s language, and is told in the audit log', async () => {
    const id = await newPost('거절된 공지');
    await band.faults({ kind: 'result_code', result_code: 2142, endpoint: CREATE });
    const english = { 'accept-language': 'en' };
    const refused = await publish('operator', id, english);
    expect(refused.data.publication).toMatchObject({
      state: 'failed',
      error: { message: expect.stringMatching(/leader/i) },
    });
    const { data } = await until(
      async () => {
        const logs = await client('auditor').get<{ audit_logs: { action: string }[] }>(
          `/admin/audit-logs?object_id=${id}`,
        );
        return logs.data.audit_logs.some(({ action }) => action === 'post.not-published-at-band') ? logs : undefined;
      },
      'the refusal is in the log',
      { withinMs: 20_000 },
    );
    expect(data.audit_logs.map(({ action }) => action)).toContain('post.publishing-ordered');
  });
});
