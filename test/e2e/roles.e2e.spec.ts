import { ApiClient, Platform } from '@dongbaejul/testing';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';

type Access = 'public' | 'session' | 'member' | string[];
interface Operation {
  'x-access'?: Access;
}

const document = load(readFileSync(path.resolve(__dirname, '../../openapi.yaml'), 'utf8')) as {
  paths: Record<string, Record<string, Operation>>;
};
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const OPERATIONS = Object.entries(document.paths).flatMap(([route, operations]) =>
  Object.entries(operations)
    .filter(([method]) => METHODS.includes(method))
    .map(([method, operation]) => ({
      method: method.toUpperCase(),
      route: route.replace(/^\/api\/v1/, '').replace(/\{[^}]+\}/g, '65f0000000000000000000ee') || '/',
      access: operation['x-access'] ?? 'member',
    })),
);
/** Signing out would end the session that the walk uses; it has tests of its own. */
const walked = OPERATIONS.filter(({ route }) => route !== '/auth/logout');
const ACCOUNTS = {
  member: 'USER',
  operator: 'OPERATOR',
  auditor: 'AUDITOR',
  admin: 'ADMIN',
  superadmin: 'SUPERADMIN',
} as const;

/** Every documented route, with no token and as each role; and every service reached directly. */
describe('who may use what', () => {
  let platform: Platform;
  const clients: Record<string, ApiClient> = {};

  beforeAll(async () => {
    platform = await Platform.start({
      services: { 'band-emulator': 1, auth: 1, core: 1, 'chat-socket': 1, 'band-sync': 1, gateway: 1 },
      env: { 'band-sync': { AUTO_CONNECT: 'false' } },
    });
    for (const name of Object.keys(ACCOUNTS)) clients[name] = await platform.signIn(name);
  }, 90_000);
  afterAll(() => platform.stop(), 30_000);

  it('covers the whole API', () => {
    expect(OPERATIONS.length).toBeGreaterThan(35);
    expect(OPERATIONS.every(({ access }) => access)).toBe(true);
  });

  it.each(walked)('$method $route is for $access', async ({ method, route, access }) => {
    const body = method === 'GET' ? undefined : {};
    const methods = method === 'GET' ? ['GET', 'HEAD'] : [method];
    for (const one of methods) {
      const anonymous = await platform.client().request(one, route, { body });
      if (access === 'public')
        expect([401, 403, 404, 405]).not.toContain(anonymous.status === 401 ? 0 : anonymous.status);
      else expect(anonymous.status).toBe(401);
      for (const [name, role] of Object.entries(ACCOUNTS)) {
        const { status, error } = await clients[name]!.request(one, route, { body });
        const allowed = !Array.isArray(access) || access.includes(role) || (access as string[]).includes('USER');
        // An object of somebody else's may be refused all the same, with a code of its own.
        if (allowed)
          expect(['SIGN_IN_REQUIRED', 'NOT_ADMITTED', 'ROLE_REQUIRED', 'METHOD_NOT_ALLOWED']).not.toContain(
            error?.code,
          );
        else expect(status).toBe(403);
        expect(status).toBeLessThan(500);
      }
    }
  });

  describe('and nobody has a way to what is another member’s', () => {
    const ids: Record<string, string> = {};
    beforeAll(async () => {
      const owner = clients.member!;
      const post = await owner.post<{ post: { id: string } }>('/posts', {
        title: '내 글',
        content: '글',
        category: 'free',
      });
      const draft = await owner.post<{ post: { id: string } }>('/posts', {
        title: '초안',
        content: '글',
        category: 'free',
        is_published: false,
      });
      ids.post = post.data.post.id;
      ids.draft = draft.data.post.id;
      const said = await owner.post<{ comment: { id: string } }>(`/posts/${ids.post}/comments`, { content: '내 댓글' });
      ids.comment = said.data.comment.id;
      const { data } = await owner.get<{ sessions: { id: string }[] }>('/auth/sessions');
      ids.session = data.sessions[0]!.id;
      ids.member = owner.userId;
    });
    const EVERYONE_ELSE = ['operator', 'auditor', 'admin', 'superadmin'];
    const MAY_NOT_DELETE = ['auditor'];

    it.each<[string, string, object | undefined, string[]]>([
      ['PUT', '/posts/:post', { title: '남이 고친 글' }, EVERYONE_ELSE],
      ['PATCH', '/posts/:post', { title: '남이 고친 글' }, EVERYONE_ELSE],
      ['DELETE', '/posts/:post', undefined, MAY_NOT_DELETE],
      ['GET', '/posts/:draft', undefined, EVERYONE_ELSE],
      ['PATCH', '/posts/:draft', { title: '남이 고친 초안' }, EVERYONE_ELSE],
      ['PUT', '/posts/:post/comments/:comment', { content: '남이 고친 댓글' }, EVERYONE_ELSE],
      ['PATCH', '/posts/:post/comments/:comment', { content: '남이 고친 댓글' }, EVERYONE_ELSE],
      ['DELETE', '/posts/:post/comments/:comment', undefined, MAY_NOT_DELETE],
      ['DELETE', '/auth/sessions/:session', undefined, EVERYONE_ELSE],
      ['PATCH', '/users/:member', { display_name: '남이 고친 이름' }, EVERYONE_ELSE],
      ['PUT', '/admin/users/:member/roles', { roles: ['ADMIN'] }, ['operator', 'auditor', 'admin']],
      ['POST', '/admin/users/:member/block', { reason: '사유' }, ['operator', 'auditor']],
    ])('%s %s', async (method, pattern, body, others) => {
      const route = pattern.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? '');
      expect(route).toMatch(/[0-9a-f]{24}/);
      for (const name of others) {
        const { status } = await clients[name]!.request(method, route, { body });
        expect([403, 404]).toContain(status);
      }
      expect((await platform.client().request(method, route, { body })).status).toBe(401);
    });
  });

  it('answers nothing to who reaches a service directly, whatever they claim to be', async () => {
    const claims = {
      'x-user-id': '65f0000000000000000000ee',
      'x-user-roles': 'SUPERADMIN',
      'x-user-username': 'root',
      'x-session-id': 's',
      'x-identity-signature': `v1.${Date.now()}.AAAA`,
    };
    const bearer = { authorization: `Bearer ${clients.superadmin!.accessToken}` };
    for (const service of ['auth', 'core', 'chat-socket', 'band-sync'] as const) {
      const { url } = platform.of(service)[0]!;
      for (const headers of [{}, claims, bearer] as Record<string, string>[]) {
        const walk = OPERATIONS.values();
        const some = async (): Promise<void> => {
          for (const { method, route } of walk) {
            const { status } = await fetch(`${url}/api/v1${route}`, { method, headers });
            expect([401, 404, 415]).toContain(status);
          }
        };
        await Promise.all(Array.from({ length: 8 }, some));
        expect((await fetch(`${url}/internal/revocations?since=0`, { headers })).status).not.toBe(200);
      }
    }
  }, 120_000);
});
