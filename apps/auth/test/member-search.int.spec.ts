import { expectIndexed } from '@dongbaejul/testing';
import type { mongo } from 'mongoose';
import { searchByThrees } from '../migrations/0023-search-by-threes';
import { SearchRenewalJob } from '../src/accounts/search-renewal.job';
import { SEARCH_FORM, searchFieldsOf } from '../src/accounts/search-text';
import { AuthApp, Json } from './support/auth-app';
import { newPerson, newStaff, Person } from './support/people';

const MANY = 300;
/** Everybody here shares pairs of letters with 김민수, kim_minsu and ㄱㅁㅅ, and none of them all three in a row. */
const OTHERS = { displayName: '김민민수', username: 'kimim_minimins' };

interface Profiled {
  command: Json;
  docsExamined: number;
  planSummary: string;
}

describe('the search for members among many', () => {
  let app: AuthApp;
  let staff: Person;
  const accounts = (): mongo.Collection => app.db.collection('accounts');
  beforeAll(async () => {
    app = await AuthApp.start();
    staff = await newStaff(app, 'OPERATOR');
    await newPerson(app, { display_name: '김민수', username: 'kim_minsu' });
    const [model] = await accounts().find({ usernameKey: 'kim_minsu' }).toArray();
    const copies = Array.from({ length: MANY }, (_, i) => {
      const { _id, email: _email, emailKey: _emailKey, ...rest } = { ...model } as Json;
      const usernameKey = `${OTHERS.username}${'x'.repeat(i % 7)}_${i}`;
      return { ...rest, ...OTHERS, ...searchFieldsOf(OTHERS.displayName, OTHERS.username), usernameKey };
    });
    await accounts().insertMany(copies);
  }, 60_000);
  afterAll(() => app.stop());

  const find = async (route: string, search: string): Promise<string[]> => {
    const { data } = await app.call('GET', `${route}?search=${encodeURIComponent(search)}`, { token: staff.token });
    return (data.members ?? data.users).map(({ display_name }: Json) => display_name as string);
  };
  /** The reads of accounts that a search made. */
  async function readsOf(work: () => Promise<unknown>): Promise<Profiled[]> {
    await app.db.dropCollection('system.profile').catch(() => undefined);
    await app.db.setProfilingLevel('all');
    await work().finally(() => app.db.setProfilingLevel('off'));
    const filter = { ns: `${app.db.databaseName}.accounts`, planSummary: /searchGrams/ };
    return app.db.collection<Profiled>('system.profile').find(filter).toArray();
  }

  it.each(
    ['/users/members', '/admin/users'].flatMap((route) =>
      ['김민수', 'ㄱㅁㅅ', 'nsu', 'kim_minsu'].map((search) => [route, search] as const),
    ),
  )('looks at those only who have the name: %s?search=%s', async (route, search) => {
    let found: string[] = [];
    const reads = await readsOf(async () => (found = await find(route, search)));
    expect(found).toEqual(['김민수']);
    // A page, and no count, as the list ends on it; two rows where the plans for a longer name are tried out.
    expect(reads).toHaveLength(1);
    for (const { docsExamined } of reads) expect(docsExamined).toBeLessThanOrEqual(2);
  });

  it('counts up to three letters by the index alone, however many have them', async () => {
    for (const search of ['민', '민수', '김민민']) {
      const reads = await readsOf(() => find('/users/members', search));
      expect(reads.map(({ planSummary, docsExamined }) => [planSummary.split(' ')[0], docsExamined])).toEqual(
        expect.arrayContaining([['COUNT_SCAN', 0]]),
      );
      expect(Math.max(...reads.map(({ docsExamined }) => docsExamined))).toBeLessThanOrEqual(21);
    }
  });

  it('never reads what is only searched by', async () => {
    const sessions = await readsOf(() => find('/users/members', '김민수'));
    const page = sessions.find(({ command }) => command.find === 'accounts');
    expect(page?.command.projection).toEqual({ searchText: 0, searchGrams: 0 });
  });

  it('finds accounts of before, brought up to date as often as it is asked for', async () => {
    const pairs = (_id: unknown, row: Json): Json => ({
      updateOne: {
        filter: { _id },
        update: { $set: { searchGrams: row.searchGrams.filter((gram: string) => [...gram].length < 3) } },
      },
    });
    const rows = await accounts().find().toArray();
    await accounts().bulkWrite(rows.map((row) => pairs(row._id, row)));
    await accounts().createIndex({ searchGrams: 1, displayNameKey: 1, _id: 1 });
    expect(await find('/users/members', '김민수')).toEqual([]);
    const lease = { signal: new AbortController().signal };
    for (let i = 0; i < 2; i += 1) await searchByThrees.up(app.db, undefined as never, lease);
    expect(await find('/users/members', '김민수')).toEqual(['김민수']);
    expect(await find('/users/members', 'ㄱㅁㅅ')).toEqual(['김민수']);
    expect(await accounts().indexExists('searchGrams_1_displayNameKey_1__id_1')).toBe(false);
  });

  it('finds whom a replica of before has written after the migration, and reads nobody for it otherwise', async () => {
    const job = app.service.app.get(SearchRenewalJob);
    const { signal } = new AbortController();
    const { searchGrams } = searchFieldsOf('박지훈', 'park_jihoon');
    const asBefore = searchGrams.filter((gram) => gram !== SEARCH_FORM && [...gram].length < 3);
    await newPerson(app, { display_name: '박지훈', username: 'park_jihoon' });
    await accounts().updateOne({ usernameKey: 'park_jihoon' }, { $set: { searchGrams: asBefore } });
    const before = await accounts().findOne({ usernameKey: 'park_jihoon' });
    expect(await find('/users/members', '박지훈')).toEqual([]);
    await job.run(signal);
    expect(await find('/users/members', '박지훈')).toEqual(['박지훈']);
    const after = await accounts().findOne({ usernameKey: 'park_jihoon' });
    expect(after).toEqual({ ...before, searchGrams: expect.any(Array) as unknown });
    const reads = await readsOf(() => job.run(signal));
    // The count by the grams; the other reads no account either.
    expect(reads.map(({ docsExamined }) => docsExamined)).toEqual([0]);
    await expectIndexed(app.db, ['accounts'], () => job.run(signal));
  });

  it('stops bringing up to date when another process has taken over', async () => {
    const lease = { signal: AbortSignal.abort() };
    await expect(searchByThrees.up(app.db, undefined as never, lease)).rejects.toThrow();
  });
});
