import { Passwords } from '../src/sign-in/passwords';
import { Answer, AuthApp } from './support/auth-app';
import { logIn, newEmail, newPerson, Person } from './support/people';

// A hundred passwords are checked one after another, each made to cost time.
jest.setTimeout(120_000);

/** R-7, as auth alone sees it; test/faults shows it through two gateways. */
describe('guessing passwords', () => {
  let app: AuthApp;
  let sequence = 0;
  beforeAll(async () => (app = await AuthApp.start()));
  afterAll(() => app.stop());

  /** Addresses of documentation networks (RFC 5737), no two alike. */
  const newAddress = (): string => `198.18.${Math.floor((sequence += 1) / 250)}.${(sequence % 250) + 1}`;
  const guess = (email: string, address: string): Promise<Answer> =>
    logIn(app, { email, password: '틀린 암호' }, address);
  const guessOften = async (times: number, email: () => string, address: () => string): Promise<number[]> => {
    const statuses: number[] = [];
    for (let i = 0; i < times; i += 1) statuses.push((await guess(email(), address())).status);
    return statuses;
  };
  const enters = async ({ email }: Person, address: string): Promise<number> =>
    (await logIn(app, { email }, address)).status;

  it('shuts one address out of one account after five, and nobody else out of anything', async () => {
    const [victim, neighbour] = [await newPerson(app), await newPerson(app)];
    const [gym, home] = [newAddress(), newAddress()];
    expect(
      await guessOften(
        7,
        () => victim.email,
        () => gym,
      ),
    ).toEqual([401, 401, 401, 401, 401, 429, 429]);
    // The right password from there has to wait as well; from elsewhere, and for others there, nothing has changed.
    expect(await enters(victim, gym)).toBe(429);
    expect([await enters(victim, home), await enters(neighbour, gym)]).toEqual([200, 200]);
  });

  it('lets a whole gym sign in behind one address, with the mistakes that people make', async () => {
    const gym = newAddress();
    const people = await Promise.all(Array.from({ length: 12 }, () => newPerson(app)));
    for (const person of people) {
      expect(
        await guessOften(
          2,
          () => person.email,
          () => gym,
        ),
      ).toEqual([401, 401]);
      for (let i = 0; i < 5; i += 1) expect(await enters(person, gym)).toBe(200);
    }
  });

  it('stops an address that tries one password on a hundred accounts', async () => {
    const [sprayer, victim] = [newAddress(), await newPerson(app)];
    const statuses = await guessOften(102, newEmail, () => sprayer);
    expect([statuses.indexOf(429), new Set(statuses.slice(100))]).toEqual([100, new Set([429])]);
    expect([await enters(victim, sprayer), await enters(victim, newAddress())]).toEqual([429, 200]);
  });

  it('keeps an account under fire open where its owner has been before, and there alone', async () => {
    const [victim, home] = [await newPerson(app), newAddress()];
    expect(await enters(victim, home)).toBe(200);
    const statuses = await guessOften(52, () => victim.email, newAddress);
    expect([statuses.indexOf(429), statuses.filter((status) => status === 401).length]).toEqual([50, 50]);
    expect([await enters(victim, home), await enters(victim, newAddress())]).toEqual([200, 429]);
  });

  it('does the same work and gives the same answer for unknown, wrong, closed and without password', async () => {
    const passwords = app.service.app.get(Passwords);
    const matches = jest.spyOn(passwords, 'matches');
    const [known, closed] = [await newPerson(app), await newPerson(app)];
    await app.db.collection('accounts').updateOne({ email: closed.email }, { $set: { status: 'closed' } });
    const bare = await newPerson(app);
    await app.db.collection('accounts').updateOne({ email: bare.email }, { $unset: { passwordHash: 1 } });
    matches.mockClear();
    const answers: Answer[] = [];
    for (const email of [newEmail(), known.email, closed.email, bare.email])
      answers.push(await guess(email, newAddress()));
    const shown = answers.map(({ status, body: { error, ...rest } }) =>
      JSON.stringify([status, rest, error.code, error.message, error.details]),
    );
    expect(new Set(shown).size).toBe(1);
    // One check of one hash each, also where there is none: that is what takes the time.
    expect(matches.mock.calls.length).toBe(4);
    matches.mockRestore();
  });

  it('says when to try again, and keeps the count for all that there is of an account', async () => {
    const [victim, address] = [await newPerson(app), newAddress()];
    const names = [{ email: victim.email }, { email: victim.email.toUpperCase() }, { username: victim.username }];
    for (let i = 0; i < 5; i += 1) await logIn(app, { ...names[i % 3], password: '틀린 암호' }, address);
    const { status, headers, body } = await logIn(app, names[2], address);
    expect([status, body.error.code]).toEqual([429, 'TOO_MANY_SIGN_INS']);
    expect(Number(headers.get('retry-after'))).toBe(body.error.details.retry_after);
    expect(body.error.details.retry_after).toBeGreaterThan(0);
  });
});
