import { ApiClient, Platform, until } from '@dongbaejul/testing';

interface Entry {
  service: string;
  trace_id: string;
}
type User = { id: string; status: string; roles: string[] };

const PASSWORD = '셔틀콕은 높이높이';

/** What admins and auditors do, through the gateway, with every service as it really runs. */
describe('administration', () => {
  let platform: Platform;
  let admin: ApiClient;
  let auditor: ApiClient;

  beforeAll(async () => {
    platform = await Platform.start({
      services: { auth: 2, core: 1, 'band-sync': 1, gateway: 1 },
      env: { 'band-sync': { AUTO_CONNECT: 'false' }, auth: { ADMISSION: 'approval' } },
    });
    [admin, auditor] = [await platform.signIn('admin'), await platform.signIn('auditor')];
  }, 90_000);
  afterAll(() => platform.stop(), 30_000);

  let count = 0;
  /** Someone new, approved by an operator. */
  const join = async (display_name: string): Promise<ApiClient> => {
    const email = `admin-e2e-${(count += 1)}@club.test`;
    const client = platform.client();
    const account = { email, password: PASSWORD, username: `joined${count}`, display_name };
    expect((await client.post('/auth/signup', account)).status).toBe(201);
    const operator = await platform.signIn('operator');
    const waiting = await operator.get<{ users: User[] }>(`/admin/users?status=pending&search=joined${count}`);
    const { id } = waiting.data.users[0]!;
    expect((await operator.post(`/admin/users/${id}/approve`, {})).status).toBe(200);
    const { data } = await client.post<Parameters<ApiClient['use']>[0]>('/auth/login', { email, password: PASSWORD });
    return client.use(data);
  };

  it('keeps the deeds of all in one log, which opens as a spreadsheet', async () => {
    const person = await join('=HYPERLINK("http://evil.test")');
    const blocked = await admin.post(`/admin/users/${person.userId}/block`, { reason: '=2+3, 반복된 광고' });
    expect(blocked.status).toBe(200);
    const traceId = blocked.headers.get('x-request-id') ?? '';
    const list = async () => (await auditor.get<{ audit_logs: Entry[] }>(`/admin/audit-logs?trace_id=${traceId}`)).data;
    await until(async () => (await list()).audit_logs.length === 1, 'the deed is in the log');
    const csv = await fetch(`${platform.api}/admin/audit-logs?format=csv&trace_id=${traceId}`, {
      headers: { authorization: `Bearer ${auditor.accessToken}` },
    });
    const bytes = Buffer.from(await csv.arrayBuffer());
    expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
    expect(bytes.toString('utf8')).toContain(`"'=2+3, 반복된 광고"`);
    expect((await person.get('/posts')).status).toBe(401);
  }, 30_000);

  it('shows a request through every service by its trace id', async () => {
    const me = await join('추적 회원');
    const answer = await me.get('/posts');
    const traceId = answer.headers.get('x-request-id') ?? '';
    const services = async (): Promise<Set<string>> => {
      const { data } = await admin.get<{ logs: Entry[] }>(`/admin/logs?trace_id=${traceId}`);
      return new Set(data.logs.map(({ service }) => service));
    };
    await until(async () => (await services()).size === 2, 'both services are in the log', { withinMs: 15_000 });
    expect([...(await services())].sort()).toEqual(['core', 'gateway']);
  }, 30_000);
});
