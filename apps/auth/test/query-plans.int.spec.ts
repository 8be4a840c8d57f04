import { expectIndexed } from '@dongbaejul/testing';
import { BandMembersService } from '../src/band-members/band-members.service';
import { AuthApp, Json } from './support/auth-app';
import {
  logIn,
  mailedToken,
  newEmail,
  newPerson,
  newStaff,
  newVerifiedPerson,
  PASSWORD,
  Person,
  refresh,
} from './support/people';

const PERSONAL = ['accounts', 'sessions', 'refresh_tokens', 'one_time_tokens', 'member_stats', 'revocations'];
const OTHERS = [
  'second_factors',
  'second_factor_challenges',
  'band_tokens',
  'band_login_states',
  'mails',
  'audit_logs',
];
const NEW_PASSWORD = '네트 위로 높이 띄우기';

/** What people do, watched by the server's profiler: none of it may read a whole collection. */
describe('the queries of auth', () => {
  let app: AuthApp;
  let admin: Person;
  beforeAll(async () => {
    app = await AuthApp.start();
    admin = await newStaff(app, 'ADMIN');
    // Few rows would be read whole for good reason.
    for (let i = 0; i < 5; i += 1) await newPerson(app, { display_name: `회원 ${i}` });
  }, 60_000);
  afterAll(() => app.stop());

  const ask = async (method: string, route: string, who: Person, body?: Json): Promise<Json> => {
    const answer = await app.call(method, route, { token: who.token, ...(body !== undefined && { body }) });
    expect([route, answer.status < 300]).toEqual([route, true]);
    return answer.data;
  };
  const indexed = (work: () => Promise<unknown>): Promise<void> =>
    expectIndexed(app.db, [...PERSONAL, ...OTHERS], work);

  it('are indexed from signing up to logging out', () =>
    indexed(async () => {
      const person = await newPerson(app);
      const other = (await logIn(app, { email: person.email })).data;
      await logIn(app, { username: person.username });
      await refresh(app, person.refreshToken);
      await ask('GET', '/auth/me', person);
      await ask('GET', '/auth/sessions', person);
      await ask('POST', '/auth/sessions/revoke-others', person);
      expect((await refresh(app, other.refresh_token)).status).toBe(401);
      await ask('POST', '/auth/logout', person);
    }));

  it(
    'are indexed for ways in',
    () =>
      indexed(async () => {
        const person = await newVerifiedPerson(app);
        const email = newEmail();
        await ask('POST', '/auth/email/link', person, { email, current_password: PASSWORD });
        await app.call('POST', '/auth/email/verify', { body: { token: await mailedToken(app, email, 'link') } });
        await app.call('POST', '/auth/password/forgot', { body: { email } });
        const body = { token: await mailedToken(app, email, 'reset'), password: NEW_PASSWORD };
        expect((await app.call('POST', '/auth/password/reset', { body })).status).toBe(200);
      }),
    60_000,
  );

  it('are indexed for the directory and profiles', () =>
    indexed(async () => {
      const person = await newPerson(app, { display_name: '김민수' });
      for (const search of ['', '민수', 'ㄱㅁㅅ', '김', 'ㅁ']) {
        const query = `limit=2&search=${encodeURIComponent(search)}`;
        const { next_cursor } = await ask('GET', `/users/members?${query}`, person);
        if (next_cursor) await ask('GET', `/users/members?${query}&after=${next_cursor}`, person);
      }
      await ask('GET', `/users/members/${admin.id}`, person);
      await ask('PATCH', '/users/profile', person, { display_name: '김민준' });
    }));

  it('are indexed for who comes from BAND, leaves, or is one person', () =>
    indexed(async () => {
      const bands = app.service.app.get(BandMembersService);
      const member = (user_key: string, name: string) => ({ user_key, name, profile_image_url: null });
      const [first, second] = (await bands.upsert({ members: [member('k1', '하나'), member('k2', '둘')] })).ids;
      await bands.upsert({ members: [member('k1', '하나!'), member('k3', '셋')] });
      const person = await newPerson(app);
      const body = { from_id: first!.member_id, reason: '같은 사람' };
      await ask('POST', `/admin/users/${person.id}/merge`, admin, body);
      await ask('POST', `/admin/users/${second!.member_id}/block`, admin, { reason: '사유' });
      await ask('DELETE', '/users/me', await newPerson(app), { password: PASSWORD });
    }));
});
