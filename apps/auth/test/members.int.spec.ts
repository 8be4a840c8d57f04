import { AuthApp } from './support/auth-app';
import { eventsOf, newPerson, newStaff, Person } from './support/people';

describe('the directory and profiles', () => {
  let app: AuthApp;
  let me: Person;
  let jihye: Person;
  beforeAll(async () => {
    app = await AuthApp.start();
    me = await newPerson(app, { username: 'minsu.kim', display_name: '김민수' });
    jihye = await newPerson(app, { username: 'jihye', display_name: '박지혜' });
  }, 30_000);
  afterAll(() => app.stop());

  const find = async (search: string, token = me.token): Promise<string[]> => {
    const { data } = await app.call('GET', `/users/members?search=${encodeURIComponent(search)}`, { token });
    return (data.members as { display_name: string }[]).map((member) => member.display_name);
  };

  it('lists members by name, page by page and by cursor', async () => {
    await Promise.all(['나', '다', '라'].map((display_name) => newPerson(app, { display_name })));
    const page = async (query: string) => (await app.call('GET', `/users/members?${query}`, { token: me.token })).data;
    const first = await page('limit=2');
    expect(first.pagination).toMatchObject({ total: 5, page: 1, pages: 3, limit: 2 });
    const second = await page('limit=2&page=2');
    expect((await page(`limit=2&after=${first.next_cursor}`)).members).toEqual(second.members);
    const third = await page(`limit=2&after=${second.next_cursor}`);
    const names = [first, second, third].flatMap(({ members }) => members).map(({ display_name }) => display_name);
    expect(names).toEqual(['김민수', '나', '다', '라', '박지혜']);
    expect(third.next_cursor).toBeUndefined();
  });

  it('finds by part of a name, initial consonants and username', async () => {
    expect(await find('민수')).toEqual(['김민수']);
    expect(await find('ㅈㅎ')).toEqual(['박지혜']);
    expect(await find('NSU')).toEqual(['김민수']);
    expect(await find('수민')).toEqual([]);
    expect(await find('.*')).toEqual([]);
    expect(await find('')).toHaveLength(5);
  });

  it('does not show who is waiting, blocked or gone', async () => {
    for (const status of ['pending', 'blocked', 'closed']) {
      const person = await newPerson(app, { display_name: '숨은사람' });
      await app.db.collection('accounts').updateOne({ emailKey: person.email }, { $set: { status } });
      expect(await find('숨은사람')).toEqual([]);
      expect((await app.call('GET', `/users/members/${person.id}`, { token: me.token })).code).toBe('MEMBER_NOT_FOUND');
      expect((await app.call('GET', `/users/${person.id}`, { token: me.token })).code).toBe('MEMBER_NOT_FOUND');
    }
  });

  it('shows an e-mail to its owner and to staff', async () => {
    const operator = await newStaff(app, 'OPERATOR');
    const auditor = await newStaff(app, 'AUDITOR');
    const seenBy = async (person: Person): Promise<unknown[]> => [
      (await app.call('GET', `/users/members/${me.id}`, { token: person.token })).data.member.email,
      (await app.call('GET', `/users/${me.id}`, { token: person.token })).data.user.email,
    ];
    expect(await seenBy(me)).toEqual([me.email, me.email]);
    expect(await seenBy(operator)).toEqual([me.email, me.email]);
    expect(await seenBy(jihye)).toEqual([undefined, undefined]);
    expect(await seenBy(auditor)).toEqual([undefined, undefined]);
  });

  it('answers a profile and a member with stats', async () => {
    const profile = (await app.call('GET', '/users/profile', { token: me.token })).data;
    expect(profile.user).toMatchObject({
      id: me.id,
      username: 'minsu.kim',
      preferences: { language: 'ko', hidden_fields: [] },
    });
    const stats = {
      posts: 0,
      comments: 0,
      likes_received: 0,
      games_played: 0,
      games_won: 0,
      attendance_rate: 0,
      joined_days: 0,
    };
    expect(profile.stats).toEqual(stats);
    expect((await app.call('GET', `/users/members/${jihye.id}`, { token: me.token })).data).toMatchObject({
      member: { id: jihye.id, display_name: '박지혜' },
      stats,
    });
  });

  it('changes what is sent and leaves the rest, by PUT and PATCH alike', async () => {
    const person = await newPerson(app, { display_name: '처음' });
    const body = { display_name: '바뀐이름', bio: '안녕하세요', grade: 'B', preferences: { language: 'en' } };
    const put = await app.call('PUT', '/users/profile', { token: person.token, body });
    expect(put.data.user).toMatchObject({ ...body, preferences: { language: 'en', hidden_fields: [] } });
    const patch = await app.call('PATCH', `/users/${person.id}`, { token: person.token, body: { bio: null } });
    expect(patch.data.user).toMatchObject({ display_name: '바뀐이름', bio: '', grade: 'B' });
    expect(await find('바뀐이름')).toEqual(['바뀐이름']);
    expect(await find('처음')).toEqual([]);
  });

  it('keeps from others what a member hides', async () => {
    const person = await newPerson(app);
    const body = { bio: '비밀', grade: 'A', preferences: { hidden_fields: ['bio', 'grade', 'last_seen_at'] } };
    await app.call('PATCH', '/users/profile', { token: person.token, body });
    const seen = async (token: string) => (await app.call('GET', `/users/${person.id}`, { token })).data.user;
    expect(await seen(me.token)).toMatchObject({ bio: '', grade: null, last_seen_at: null });
    expect(await seen(person.token)).toMatchObject({ bio: '비밀', grade: 'A', last_seen_at: expect.any(String) });
  });

  it('changes nobody else', async () => {
    const answer = await app.call('PATCH', `/users/${jihye.id}`, { token: me.token, body: { bio: 'x' } });
    expect([answer.status, answer.code]).toEqual([403, 'FORBIDDEN']);
  });

  it('refuses a stale If-Match, and writes without one', async () => {
    const person = await newPerson(app);
    const patch = (bio: string, version?: string) =>
      app.call('PATCH', '/users/profile', {
        token: person.token,
        body: { bio },
        ...(version && { headers: { 'if-match': version } }),
      });
    expect((await patch('a', '"1"')).data.user.version).toBe(2);
    expect([(await patch('b', '1')).status, (await patch('b', 'x')).status]).toEqual([412, 400]);
    expect((await patch('c')).status).toBe(200);
  });

  it('tells each change of what others show, with growing versions, and nothing else', async () => {
    const person = await newPerson(app, { display_name: '하나' });
    const patch = (body: object) => app.call('PATCH', '/users/profile', { token: person.token, body });
    await patch({ bio: '말하지 않는 것' });
    await patch({ display_name: '둘' });
    await patch({ display_name: '둘' });
    await patch({ avatar: 'https://pictures.test/2.jpg' });
    await patch({ grade: 'B' });
    const events = await eventsOf(app, person.id);
    expect(events.map(({ name }) => name)).toEqual(Array<string>(4).fill('auth.member.changed'));
    expect(events.map(({ payload }) => [payload.display_name, payload.avatar, payload.grade])).toEqual([
      ['하나', null, null],
      ['둘', null, null],
      ['둘', 'https://pictures.test/2.jpg', null],
      ['둘', 'https://pictures.test/2.jpg', 'B'],
    ]);
    const versions = events.map(({ version }) => version as number);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
    expect(events[0]?.payload).toEqual({
      id: person.id,
      username: person.username,
      display_name: '하나',
      avatar: null,
      roles: ['USER'],
      status: 'active',
      grade: null,
      gender: null,
    });
  });

  it('loses none of many changes at once', async () => {
    const person = await newPerson(app);
    const names = Array.from({ length: 10 }, (_, i) => `이름${i}`);
    const patch = (display_name: string) =>
      app.call('PATCH', '/users/profile', { token: person.token, body: { display_name } });
    expect((await Promise.all(names.map(patch))).map(({ status }) => status)).toEqual(Array<number>(10).fill(200));
    expect((await eventsOf(app, person.id)).map(({ version }) => version)).toEqual(
      Array.from({ length: 11 }, (_, i) => i + 1),
    );
  });

  it.each([
    [{ avatar: 'javascript:alert(1)' }, 'avatar'],
    [{ bio: 'x'.repeat(501) }, 'bio'],
    [{ roles: ['ADMIN'] }, 'roles'],
    [{ status: 'active' }, 'status'],
    [{ preferences: { theme: 'dark' } }, 'preferences.theme'],
    [{ preferences: [] }, 'preferences'],
    [{ grade: 'Z' }, 'grade'],
  ])('refuses %j', async (body, field) => {
    const answer = await app.call('PATCH', '/users/profile', { token: me.token, body });
    expect([answer.status, Object.keys(answer.body.error.details)]).toEqual([400, [field]]);
  });
});
