import type { Role } from '@dongbaejul/contracts';
import { until } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import type { Answer, AuthApp, Json } from './auth-app';

export const PASSWORD = '셔틀콕은 높이높이';
let sequence = 0;

export interface Person {
  id: string;
  email: string;
  username: string;
  token: string;
  refreshToken: string;
}

export const newEmail = (): string => `someone${(sequence += 1)}@club.test`;

/** Someone who signed up and signed in. */
export async function newPerson(app: AuthApp, input: Json = {}): Promise<Person> {
  const email = input.email ?? newEmail();
  const signedUp = await app.call('POST', '/auth/signup', { body: { email, password: PASSWORD, ...input } });
  if (signedUp.status !== 201) throw new Error(`sign-up answered ${signedUp.status} ${signedUp.code}`);
  const { data } = await logIn(app, { email });
  return {
    id: data.user.id,
    email,
    username: data.user.username,
    token: data.access_token,
    refreshToken: data.refresh_token,
  };
}

export const logIn = (app: AuthApp, body: Json, address?: string): Promise<Answer> =>
  app.call('POST', '/auth/login', { body: { password: PASSWORD, ...body }, ...(address && { address }) });

export const refresh = (app: AuthApp, token: string): Promise<Answer> =>
  app.call('POST', '/auth/refresh', { body: { refresh_token: token } });

/** Staff are made by staff; the first of them here, in the database. */
export async function newStaff(app: AuthApp, role: Role): Promise<Person> {
  const person = await newPerson(app);
  await app.db
    .collection('accounts')
    .updateOne({ _id: new Types.ObjectId(person.id) }, { $set: { roles: ['USER', role] } });
  const { data } = await logIn(app, { email: person.email });
  return { ...person, token: data.access_token, refreshToken: data.refresh_token };
}

/** The events that were told of a member, by version. */
export async function eventsOf(app: AuthApp, id: string): Promise<Json[]> {
  return app.db.collection('outbox').find({ aggregate_id: id }).sort({ version: 1 }).toArray();
}

const SUBJECTS = { verify: '인증', reset: '재설정', link: '주소 연결' };

/** The token of the latest mail of its kind to an address, waited for. */
export async function mailedToken(
  app: AuthApp,
  email: string,
  kind: keyof typeof SUBJECTS,
  count = 1,
): Promise<string> {
  const mails = (): string[] =>
    app
      .mailsTo(email)
      .filter((mail) => (mail.split('\n')[1] ?? '').includes(SUBJECTS[kind]) && mail.includes('token='));
  await until(() => mails().length >= count, `${email} has ${count} mail(s) to ${kind}`);
  return /token=([\w-]+)/.exec(mails().at(-1) ?? '')?.[1] ?? '';
}

/** Someone whose e-mail address is proved. */
export async function newVerifiedPerson(app: AuthApp, input: Json = {}): Promise<Person> {
  const person = await newPerson(app, input);
  const token = await mailedToken(app, person.email, 'verify');
  const { status } = await app.call('POST', '/auth/email/verify', { body: { token } });
  if (status !== 200) throw new Error(`verifying answered ${status}`);
  return person;
}
