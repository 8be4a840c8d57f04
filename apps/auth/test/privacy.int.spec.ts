import type { ExportedMemberData } from '@dongbaejul/contracts';
import { AskClient, AskHandler, ExportMemberDataDto } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
import type { RunningService } from '@dongbaejul/service-kit';
import { until } from '@dongbaejul/testing';
import { Controller } from '@nestjs/common';
import { Types } from 'mongoose';
import { AccountsService } from '../src/accounts/accounts.service';
import { codeOf, stepAt } from '../src/second-factor/totp';
import { AuthApp, Json } from './support/auth-app';
import { startNeighbour } from './support/neighbour';
import { eventsOf, logIn, newPerson, newStaff, newVerifiedPerson, PASSWORD, Person, refresh } from './support/people';

/** A service with ever more to tell. */
@Controller()
class EndlessCore {
  @AskHandler('core.member-data.export', ExportMemberDataDto)
  page(): Promise<ExportedMemberData> {
    return Promise.resolve({ files: [], next_cursor: '0..2' });
  }
}

describe('leaving, and being one person', () => {
  let app: AuthApp;
  let core: RunningService;
  let admin: Person;
  beforeAll(async () => {
    app = await AuthApp.start();
    core = await startNeighbour(app);
    admin = await newStaff(app, 'ADMIN');
  }, 30_000);
  afterAll(async () => {
    await core.stop();
    await app.stop();
  });

  const row = (id: string): Promise<Json> => app.db.collection('accounts').findOne({ _id: new Types.ObjectId(id) });
  const close = (who: Person, body: Json = { password: PASSWORD }) =>
    app.call('DELETE', '/users/me', { token: who.token, body });
  const merge = (into: string, from: string, who = admin) =>
    app.call('POST', `/admin/users/${into}/merge`, { token: who.token, body: { from_id: from, reason: '같은 사람' } });
  const fromBand = async (key: string, name = '밴드 회원'): Promise<string> => {
    const members = [{ user_key: key, name, profile_image_url: null }];
    const { ids } = await core.app.get(AskClient).ask('auth.band-members.upsert', { members }, { timeoutMs: 10_000 });
    return ids[0]!.member_id;
  };
  it('writes nothing back to an account that was closed while the request was under way', async () => {
    const member = await newPerson(app);
    expect((await close(member)).status).toBe(200);
    const body = { display_name: '돌아온이름', bio: '다시 보이는 소개' };
    const { status, code } = await app.call('PATCH', '/users/profile', { token: member.token, body });
    expect([status, code]).toEqual([403, 'ACCOUNT_CLOSED']);
    const account = await row(member.id);
    expect([account.displayName, account.bio]).toEqual(['', '']);
    const late = app.service.app.get(Transactions).run((tx) => {
      const read = { ...account, status: 'active' };
      return app.service.app.get(AccountsService).change(tx, read, { bio: '다시 보이는 소개' });
    });
    await expect(late).rejects.toMatchObject({ code: 'ACCOUNT_CLOSED' });
  });

  const audited = async (id: string, action: string): Promise<Json> => {
    const find = () => app.db.collection('audit_logs').findOne({ object_id: id, action });
    return until(find, 'the deed is in the audit log');
  };

  it('closes an account with its password: nothing personal stays, and nobody gets in', async () => {
    const person = await newPerson(app, { display_name: '나갈사람', username: 'leaver' });
    expect((await close(person, {})).code).toBe('PASSWORD_REQUIRED');
    expect((await app.call('DELETE', '/users/me', { token: person.token })).code).toBe('PASSWORD_REQUIRED');
    expect((await close(person, { password: 'wrong password' })).code).toBe('PASSWORD_WRONG');
    expect((await close(person)).data).toEqual({ message: 'success' });
    const account = await row(person.id);
    expect(account).toMatchObject({ status: 'closed', displayName: '', avatar: null, bio: '', knownAddresses: [] });
    expect(JSON.stringify(account)).not.toMatch(/나갈사람|leaver|someone|argon2|emailKey/);
    const [session] = await app.db.collection('sessions').find({ accountId: account._id }).toArray();
    expect(session).toMatchObject({ address: '', device: '', endReason: 'account_changed' });
    expect((await logIn(app, { email: person.email })).code).toBe('WRONG_CREDENTIALS');
    expect((await refresh(app, person.refreshToken)).status).toBe(401);
    expect((await app.call('GET', '/auth/me', { token: person.token })).status).toBe(401);
    expect(
      (await eventsOf(app, person.id)).filter(({ name }) => name === 'auth.member.changed').at(-1)?.payload,
    ).toMatchObject({
      status: 'closed',
      display_name: '',
      avatar: null,
    });
    expect(await audited(person.id, 'account.closed')).toMatchObject({ actor_id: person.id });
    // The address and the name are free again, for whoever comes.
    expect((await newPerson(app, { email: person.email, username: 'leaver' })).id).not.toBe(person.id);
  });

  it('does not bring back by a sync who has left', async () => {
    const person = await newPerson(app);
    await merge(person.id, await fromBand('leaver-key'));
    await close(person);
    expect(await fromBand('leaver-key')).toBe(person.id);
    // Neither by a name that the roster brings.
    const _id = new Types.ObjectId();
    const roster = { entryId: _id.toHexString(), version: 1, grade: null, gender: null, unclaimed: true };
    const rostered = { _id, username: 'rostered', displayName: '밴드 회원', status: 'active' as const, roster };
    const { app: nest } = app.service;
    await nest.get(Transactions).run((tx) => nest.get(AccountsService).create(tx, rostered));
    expect(await fromBand('leaver-key', '새 이름')).toBe(person.id);
    expect(await fromBand('leaver-key')).toBe(person.id);
    const account = await row(person.id);
    expect(account).toMatchObject({ status: 'closed', displayName: '', formerBandUserKey: 'leaver-key' });
    expect(account.bandUserKey).toBeUndefined();
    expect((await row(_id.toHexString())).bandUserKey).toBeUndefined();
    await app.db.collection('accounts').deleteOne({ _id });
  });

  it('keeps the last superadmin from leaving', async () => {
    const [one, two] = [await newStaff(app, 'SUPERADMIN'), await newStaff(app, 'SUPERADMIN')];
    const answers = await Promise.all([close(one), close(two)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(answers.find(({ status }) => status === 409)?.code).toBe('LAST_SUPERADMIN');
  });

  it('makes one member of a BAND account and an e-mail account', async () => {
    const into = await newPerson(app, { display_name: '한사람' });
    const from = await fromBand('one-person');
    await app.db
      .collection('member_stats')
      .insertOne({ _id: new Types.ObjectId(from), posts: 7, likesReceived: 2 } as never);
    const { data } = await merge(into.id, from);
    expect(data.user).toMatchObject({ id: into.id, email: into.email, display_name: '한사람' });
    expect(await row(into.id)).toMatchObject({ bandUserKey: 'one-person' });
    expect(await row(from)).toMatchObject({ status: 'closed' });
    expect((await row(from)).bandUserKey).toBeUndefined();
    expect((await row(from)).formerBandUserKey).toBeUndefined();
    expect(await fromBand('one-person')).toBe(into.id);
    expect(await audited(into.id, 'account.merged')).toMatchObject({ actor_id: admin.id, reason: '같은 사람' });
    const told = (await eventsOf(app, from)).find(({ name }) => name === 'auth.member.merged');
    const closed = (await eventsOf(app, from)).filter(({ name }) => name === 'auth.member.changed').at(-1);
    expect(closed?.payload).toMatchObject({ status: 'closed', merged_into: into.id });
    expect(told?.payload).toEqual({ from_id: from, into_id: into.id });
    const stats = () => app.db.collection('member_stats').findOne({ _id: new Types.ObjectId(into.id) });
    expect(await stats()).toMatchObject({ posts: 7, likesReceived: 2 });
    // The same again finds nobody.
    expect((await merge(into.id, from)).code).toBe('MEMBER_NOT_FOUND');
  });

  it('lets the second factor go over with the password, but for one that the account that stays has', async () => {
    const post = (route: string, body: Json, token?: string) =>
      app.call('POST', route, { body, ...(token && { token }) });
    const guarded = async (): Promise<{ person: Person; code: (drift: number) => string; recovery: string[] }> => {
      const person = await newVerifiedPerson(app);
      const { secret } = (await post('/auth/mfa/totp', {}, person.token)).data;
      const code = (drift: number): string => codeOf(secret, stepAt(Date.now()) + drift);
      const { data } = await post('/auth/mfa/confirm', { code: code(0) }, person.token);
      return { person, code, recovery: data.recovery_codes };
    };
    const enter = async ({ email }: Person, code: unknown) => {
      const { data } = await logIn(app, { email });
      expect(data.access_token).toBeUndefined();
      return post('/auth/mfa/verify', { mfa_token: data.mfa_token, code });
    };
    const { person, code, recovery } = await guarded();
    const band = await fromBand('guarded-key');
    expect((await merge(band, person.id)).data.user).toMatchObject({ id: band, email: person.email });
    expect((await enter(person, '000000')).code).toBe('CODE_WRONG');
    expect((await enter(person, code(1))).data.user.id).toBe(band);
    expect((await enter(person, recovery[0])).status).toBe(200);
    expect((await enter(person, recovery[0])).code).toBe('CODE_WRONG');

    const [into, other] = [await guarded(), await guarded()];
    await merge(other.person.id, await fromBand('guarded-twice'));
    await merge(into.person.id, other.person.id);
    expect(await row(into.person.id)).toMatchObject({ bandUserKey: 'guarded-twice' });
    expect((await enter(into.person, other.recovery[0])).code).toBe('CODE_WRONG');
    expect((await enter(into.person, into.code(1))).status).toBe(200);
    const rows = app.db.collection('second_factors');
    const gone = [person.id, other.person.id].map((id) => new Types.ObjectId(id));
    expect(await rows.countDocuments({ _id: { $in: gone } })).toBe(0);
  });

  it('refuses to merge what must stay apart', async () => {
    const person = await newPerson(app);
    const [a, b] = [await fromBand('person-a'), await fromBand('person-b')];
    expect((await merge(a, b)).code).toBe('MERGE_TWO_BAND_PEOPLE');
    expect((await merge(a, a)).code).toBe('MERGE_SAME_ACCOUNT');
    expect((await merge(a, a.toUpperCase())).code).toBe('MERGE_SAME_ACCOUNT');
    expect((await merge(person.id, admin.id)).code).toBe('NOT_ON_YOURSELF');
    const other = await newStaff(app, 'ADMIN');
    expect((await merge(person.id, other.id)).code).toBe('SUPERADMIN_REQUIRED');
    expect((await merge(other.id, person.id)).code).toBe('SUPERADMIN_REQUIRED');
    expect((await merge(person.id, 'x')).status).toBe(400);
    expect((await merge(person.id, a, await newStaff(app, 'OPERATOR'))).code).toBe('ROLE_REQUIRED');
  });

  it('says so where there is too much for one archive', async () => {
    const endless = await startNeighbour(app, 'core', EndlessCore);
    const person = await newPerson(app);
    const answer = await app.call('POST', '/users/me/export', { token: person.token });
    await endless.stop();
    expect([answer.status, answer.code, answer.body.error.details]).toEqual([
      422,
      'EXPORT_TOO_LARGE',
      { service: 'core' },
    ]);
  }, 60_000);

  it('gives no archive while a service is away: half of it would pass for all', async () => {
    const person = await newPerson(app);
    const answer = await app.call('POST', '/users/me/export', { token: person.token });
    expect([503, 504]).toContain(answer.status);
  }, 30_000);
});
