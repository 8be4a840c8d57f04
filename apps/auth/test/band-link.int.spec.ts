import { Transactions } from '@dongbaejul/persistence';
import { until } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import { AccountsService } from '../src/accounts/accounts.service';
import { BandMembersService } from '../src/band-members/band-members.service';
import { AuthApp, Json } from './support/auth-app';
import { FakeBand, FakePerson } from './support/fake-band';
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

const redirect_uri = 'dongbaejul://auth/callback';

describe('linking BAND', () => {
  let app: AuthApp;
  let band: FakeBand;
  let sequence = 0;
  beforeAll(async () => {
    band = await FakeBand.start();
    app = await AuthApp.start({ ...band.env, ADMISSION: 'approval' });
  }, 30_000);
  afterAll(async () => {
    await app.stop();
    await band.stop();
  });

  const someone = (): FakePerson => ({
    user_key: `link-${(sequence += 1)}`,
    name: '김민수',
    profile_image_url: null,
    member: true,
  });
  const post = (route: string, body: Json, token?: string) =>
    app.call('POST', route, { body, ...(token && { token }) });
  const link = async (token: string, person: FakePerson) => {
    const { state } = (await post('/auth/band/link', { redirect_uri }, token)).data;
    return post('/auth/band/link', { code: band.consent(person), state }, token);
  };
  const signIn = async (person: FakePerson) => {
    const { state } = (await post('/auth/band/login', { redirect_uri })).data;
    return post('/auth/band/callback', { code: band.consent(person), state });
  };

  it('makes one account of both, admits who is in the club, and can be undone', async () => {
    const [member, person] = [await newVerifiedPerson(app), someone()];
    expect((await link(member.token, person)).data).toEqual({ band_linked: true });
    const { data } = await signIn(person);
    expect([data.user.id, data.user.status]).toEqual([member.id, 'active']);
    await until(
      () => app.mailsTo(member.email).some((mail) => mail.includes('BAND 로그인이 연결되었습니다')),
      'the mail about the link is there',
    );
    const { access_token: token } = data;
    expect((await app.call('DELETE', '/auth/band/link', { token })).status).toBe(200);
    expect((await signIn(person)).code).toBe('BAND_UNLINKED');
    expect((await app.call('DELETE', '/auth/band/link', { token })).code).toBe('BAND_NOT_LINKED');
    expect((await link(token, person)).status).toBe(200);
    expect((await signIn(person)).data.user.id).toBe(member.id);
  });

  it('takes no state of a sign-in or of somebody else, and gives none to a sign-in', async () => {
    const [mine, theirs] = [await newVerifiedPerson(app), await newVerifiedPerson(app)];
    const begun = async (): Promise<string> => (await post('/auth/band/link', { redirect_uri }, mine.token)).data.state;
    const code = () => band.consent(someone());
    const ofSignIn = (await post('/auth/band/login', { redirect_uri })).data.state;
    expect((await post('/auth/band/link', { code: code(), state: ofSignIn }, mine.token)).code).toBe(
      'BAND_STATE_INVALID',
    );
    expect((await post('/auth/band/link', { code: code(), state: await begun() }, theirs.token)).code).toBe(
      'BAND_STATE_INVALID',
    );
    expect((await post('/auth/band/callback', { code: code(), state: await begun() })).code).toBe('BAND_STATE_INVALID');
  });

  it('gives one person at BAND to one account, and none to an address that is not proved', async () => {
    const person = someone();
    await signIn(person);
    expect((await link((await newVerifiedPerson(app)).token, person)).code).toBe('BAND_LINKED_ELSEWHERE');
    const unproved = await newPerson(app);
    const refused = await post('/auth/band/link', { redirect_uri }, unproved.token);
    expect([refused.status, refused.code]).toEqual([403, 'EMAIL_NOT_VERIFIED']);
    expect((await post('/auth/band/link', { code: 'x' }, unproved.token)).status).toBe(400);
  });

  const synced = async (person: FakePerson): Promise<string> => {
    const members = [{ user_key: person.user_key, name: person.name, profile_image_url: null }];
    const { ids } = await app.service.app.get(BandMembersService).upsert({ members });
    return ids[0]?.member_id ?? '';
  };

  describe('while the account stops being theirs', () => {
    let admin: Person;
    beforeAll(async () => {
      const { id, email } = await newStaff(app, 'ADMIN');
      await app.db.collection('accounts').updateOne({ _id: new Types.ObjectId(id) }, { $set: { status: 'active' } });
      const { data } = await logIn(app, { email });
      admin = { id, email, username: '', token: data.access_token, refreshToken: data.refresh_token };
    });
    const ways: Record<string, (member: Person) => Promise<Json>> = {
      closed: ({ token }) => app.call('DELETE', '/users/me', { token, body: { password: PASSWORD } }),
      blocked: ({ id }) => post(`/admin/users/${id}/block`, { reason: '확인 중' }, admin.token),
      'merged away': async ({ id }) => {
        const other = await newVerifiedPerson(app);
        return post(`/admin/users/${other.id}/merge`, { from_id: id, reason: '같은 사람' }, admin.token);
      },
    };

    it.each(Object.keys(ways))('binds nothing to an account that was %s before BAND answered', async (way) => {
      const [member, person] = [await newVerifiedPerson(app), someone()];
      const known = await synced(person);
      const { state } = (await post('/auth/band/link', { redirect_uri }, member.token)).data;
      const { arrived, release } = band.hold();
      const linking = post('/auth/band/link', { code: band.consent(person), state }, member.token);
      await arrived;
      expect((await ways[way]!(member)).status).toBe(200);
      release();
      const { status, code } = await linking;
      expect([status, code]).toEqual([401, 'SESSION_ENDED']);
      const left = await app.db.collection('accounts').findOne({ _id: new Types.ObjectId(member.id) });
      expect([left?.bandUserKey, left?.bandLinked]).toEqual([undefined, false]);
      expect((await signIn(person)).data.user.id).toBe(known);
    });
  });

  describe('by who left before', () => {
    const leave = async (who: Person): Promise<void> => {
      const { status } = await app.call('DELETE', '/users/me', { token: who.token, body: { password: PASSWORD } });
      expect(status).toBe(200);
    };
    const leaver = async (person: FakePerson): Promise<Person> => {
      const member = await newVerifiedPerson(app);
      expect((await link(member.token, person)).status).toBe(200);
      const entered = (await refresh(app, member.refreshToken)).data;
      await leave({ ...member, token: entered.access_token });
      return member;
    };

    it('makes a new member of a person who came back by e-mail, whom the next sync knows', async () => {
      const person = someone();
      const old = await leaver(person);
      expect(await synced(person)).toBe(old.id);
      const member = await newVerifiedPerson(app);
      expect((await link(member.token, person)).data).toEqual({ band_linked: true });
      expect(await synced(person)).toBe(member.id);
      const { data } = await signIn(person);
      expect([data.user.id, data.user.status]).toEqual([member.id, 'active']);
    });

    it('makes a new member of a person who signs in by BAND, and leaves the closed account closed', async () => {
      const person = someone();
      const old = await leaver(person);
      const { data } = await signIn(person);
      expect(data.user.id).not.toBe(old.id);
      expect(await synced({ ...person, name: '다른이름' })).toBe(data.user.id);
      const closed = await app.db.collection('accounts').findOne({ _id: new Types.ObjectId(old.id) });
      expect(closed).toMatchObject({ status: 'closed', displayName: '' });
    });

    it('knows the later one of two that a person left', async () => {
      const person = someone();
      await leaver(person);
      const again = await leaver(person);
      expect(await synced(person)).toBe(again.id);
    });
  });

  describe('where a sync knew the person before', () => {
    const account = (id: string) => app.db.collection('accounts').findOne({ _id: new Types.ObjectId(id) });
    const newToken = async ({ refreshToken }: Person) => (await refresh(app, refreshToken)).data.access_token as string;

    it('makes one member of the two: what the sync brought becomes theirs', async () => {
      const [member, person] = [await newVerifiedPerson(app), someone()];
      const id = await synced(person);
      await app.db
        .collection('member_stats')
        .insertOne({ _id: new Types.ObjectId(id), posts: 3, likesReceived: 1 } as never);
      expect((await link(member.token, person)).data).toEqual({ band_linked: true });
      expect(await account(member.id)).toMatchObject({
        bandUserKey: person.user_key,
        bandLinked: true,
        status: 'active',
      });
      expect(await account(id)).toMatchObject({ status: 'closed', mergedInto: member.id });
      expect((await account(id))?.bandUserKey).toBeUndefined();
      const told = await app.db.collection('outbox').findOne({ aggregate_id: id, name: 'auth.member.merged' });
      expect(told?.payload).toEqual({ from_id: id, into_id: member.id });
      const stats = (await app.call('GET', '/users/profile', { token: await newToken(member) })).data.stats;
      expect(stats).toMatchObject({ posts: 3, likes_received: 1 });
      const deed = () => app.db.collection('audit_logs').findOne({ object_id: member.id, action: 'account.merged' });
      await until(async () => (await deed()) !== null, 'the deed is in the audit log');
      expect(await deed()).toMatchObject({ actor_id: member.id });
      // The next sync and the next sign-in meet the same one member.
      expect(await synced(person)).toBe(member.id);
      expect((await signIn(person)).data.user.id).toBe(member.id);
    });

    it('does so once, however many try and a sync brings them at the same moment', async () => {
      const [member, other, person] = [await newVerifiedPerson(app), await newVerifiedPerson(app), someone()];
      const [mine, theirs] = await Promise.all([link(member.token, person), link(other.token, person), synced(person)]);
      expect([mine.status, theirs.status].sort()).toEqual([200, 409]);
      expect(await app.db.collection('accounts').countDocuments({ bandUserKey: person.user_key })).toBe(1);
      expect(await synced(person)).toBe(mine.status === 200 ? member.id : other.id);
    });

    it('knows by name whom only the roster knew', async () => {
      const [member, person] = [await newVerifiedPerson(app), { ...someone(), name: '명부에만' }];
      const _id = new Types.ObjectId();
      const roster = { entryId: _id.toHexString(), version: 1, grade: 'B', gender: null, unclaimed: true };
      const rostered = {
        _id,
        username: 'rostered',
        displayName: person.name,
        status: 'active' as const,
        grade: 'B',
        roster,
      };
      const { app: nest } = app.service;
      await nest.get(Transactions).run((tx) => nest.get(AccountsService).create(tx, rostered));
      expect((await link(member.token, person)).status).toBe(200);
      expect(await account(member.id)).toMatchObject({ bandUserKey: person.user_key, grade: 'B' });
      expect(await account(_id.toHexString())).toMatchObject({ status: 'closed', mergedInto: member.id });
    });

    it.each([{ status: 'blocked' }, { roles: ['USER', 'OPERATOR'] }])(
      'leaves one with %j to the staff',
      async (change) => {
        const [member, person] = [await newVerifiedPerson(app), someone()];
        const id = await synced(person);
        await app.db.collection('accounts').updateOne({ _id: new Types.ObjectId(id) }, { $set: change });
        expect((await link(member.token, person)).code).toBe('BAND_LINKED_ELSEWHERE');
        expect(await account(id)).toMatchObject(change);
      },
    );
  });

  it('leaves the last way in, and lets a BAND account get an e-mail and a password by mail', async () => {
    const { access_token: token } = (await signIn(someone())).data;
    expect((await app.call('DELETE', '/auth/band/link', { token })).code).toBe('LAST_WAY_IN');
    const email = newEmail();
    expect((await post('/auth/email/link', { email }, token)).status).toBe(202);
    expect((await post('/auth/email/verify', { token: await mailedToken(app, email, 'link') })).status).toBe(200);
    await post('/auth/password/forgot', { email });
    const reset = await mailedToken(app, email, 'reset');
    expect((await post('/auth/password/reset', { token: reset, password: '네트 위로 높이' })).status).toBe(200);
    const { data } = await logIn(app, { email, password: '네트 위로 높이' });
    expect(data.user.band_linked).toBe(true);
    expect((await app.call('DELETE', '/auth/email/link', { token: data.access_token })).status).toBe(200);
    expect((await logIn(app, { email, password: '네트 위로 높이' })).status).toBe(401);
  });
});
