import type { RosterMemberState, UpsertedBandMembers } from '@dongbaejul/contracts';
import { AskClient, Outbox } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
import type { RunningService } from '@dongbaejul/service-kit';
import { expectIndexed, until } from '@dongbaejul/testing';
import mongoose from 'mongoose';
import { AccountsRepository } from '../src/accounts/accounts.repository';
import { AuthApp } from './support/auth-app';
import { startNeighbour } from './support/neighbour';

const newId = (): string => new mongoose.Types.ObjectId().toHexString();

describe('members of the club’s roster', () => {
  let app: AuthApp;
  let sync: RunningService;
  beforeAll(async () => {
    app = await AuthApp.start();
    sync = await startNeighbour(app, 'band-sync');
  }, 60_000);
  afterAll(async () => {
    await sync?.stop();
    await app?.stop();
  });

  const tell = (state: RosterMemberState, version: number): Promise<string> =>
    sync.app
      .get(Transactions)
      .run((session) =>
        sync.app
          .get(Outbox)
          .add(session, 'band-sync.roster-member.changed', { aggregateId: state.entry_id, version, payload: state }),
      );
  const upsert = (members: { user_key: string; name: string }[]): Promise<UpsertedBandMembers> =>
    sync.app
      .get(AskClient)
      .ask(
        'auth.band-members.upsert',
        { members: members.map((one) => ({ ...one, profile_image_url: null })) },
        { timeoutMs: 10_000 },
      );
  const account = (id: string): Promise<Record<string, unknown> | null> =>
    app.db.collection('accounts').findOne({ _id: new mongoose.Types.ObjectId(id) });
  const applied = (id: string, version: number): Promise<Record<string, unknown>> =>
    until(async () => {
      const found = (await account(id)) ?? undefined;
      return (found?.roster as { version: number } | undefined)?.version === version ? found : undefined;
    }, 'the roster was applied');
  const entry = (name: string, over: Partial<RosterMemberState> = {}): RosterMemberState => {
    const id = newId();
    return { entry_id: id, member_id: id, name, grade: 'B', gender: 'female', ...over };
  };

  it('are members from then on, once, and follow the roster', async () => {
    const kim = entry('김로스터');
    await tell(kim, 1);
    expect(await applied(kim.entry_id, 1)).toMatchObject({
      displayName: '김로스터',
      status: 'active',
      grade: 'B',
      gender: 'female',
    });
    await tell({ ...kim, grade: 'A' }, 3);
    await applied(kim.entry_id, 3);
    await tell({ ...kim, grade: 'D' }, 2);
    await tell({ ...kim, grade: '자강' }, 4);
    expect(await applied(kim.entry_id, 4)).toMatchObject({ grade: '자강' });
    const told = await app.db.collection('outbox').find({ aggregate_id: kim.entry_id }).toArray();
    expect(told.map(({ payload }) => (payload as { grade: string }).grade)).toEqual(['B', 'A', '자강']);
  });

  it('become whom BAND shows by that name, and no second person is made', async () => {
    const lee = entry('이로스터');
    await tell(lee, 1);
    await applied(lee.entry_id, 1);
    const { ids, created } = await upsert([{ user_key: 'roster-lee', name: '이로스터' }]);
    expect([created, ids]).toEqual([0, [{ user_key: 'roster-lee', member_id: lee.entry_id }]]);
    expect(await upsert([{ user_key: 'roster-lee', name: '이로스터' }])).toMatchObject({ unchanged: 1 });
    // A namesake who shows up later is somebody else.
    expect(await upsert([{ user_key: 'roster-lee-2', name: '이로스터' }])).toMatchObject({ created: 1 });
  });

  it('are nobody’s while two could be meant', async () => {
    const [one, two] = [entry('박로스터'), entry('박로스터')];
    await tell(one, 1);
    await tell(two, 1);
    await applied(one.entry_id, 1);
    await applied(two.entry_id, 1);
    expect(await upsert([{ user_key: 'roster-park', name: '박로스터' }])).toMatchObject({ created: 1 });
    const three = entry('최로스터');
    await tell(three, 1);
    await applied(three.entry_id, 1);
    const pair = [
      { user_key: 'roster-choi-1', name: '최로스터' },
      { user_key: 'roster-choi-2', name: '최로스터' },
    ];
    expect(await upsert(pair)).toMatchObject({ created: 2 });
  });

  it('keep what they chose', async () => {
    const { ids } = await upsert([{ user_key: 'roster-jung', name: '정로스터' }]);
    const id = ids[0]?.member_id ?? '';
    await app.db
      .collection('accounts')
      .updateOne({ _id: new mongoose.Types.ObjectId(id) }, { $set: { grade: 'D', displayName: '정선택' } });
    const jung = entry('정로스터', { member_id: id });
    await tell(jung, 1);
    expect(await applied(id, 1)).toMatchObject({ grade: 'D', gender: 'female', displayName: '정선택' });
  });

  it('are followed to whom they were merged into, over several merges, and never in a circle', async () => {
    const [first, second, third] = [entry('한로스터'), entry('한로스터 둘'), entry('한로스터 셋', { grade: null })];
    for (const one of [first, second, third]) {
      await tell(one, 1);
      await applied(one.entry_id, 1);
    }
    const mergeInto = (from: RosterMemberState, into: RosterMemberState) =>
      app.db
        .collection('accounts')
        .updateOne(
          { _id: new mongoose.Types.ObjectId(from.entry_id) },
          { $set: { status: 'closed', mergedInto: into.entry_id } },
        );
    await mergeInto(first, second);
    await mergeInto(second, third);
    await tell({ ...first, grade: '자강' }, 2);
    expect(await applied(third.entry_id, 2)).toMatchObject({ grade: '자강', roster: { entryId: first.entry_id } });
    await mergeInto(third, first);
    await tell({ ...first, grade: 'A' }, 3);
    const last = entry('끝로스터');
    await tell(last, 1);
    await applied(last.entry_id, 1);
    expect(await account(third.entry_id)).toMatchObject({ status: 'closed', grade: '자강' });
    const accounts = app.service.app.get(AccountsRepository);
    expect(await accounts.unableToInvite([first.entry_id])).toEqual(new Set([first.entry_id]));
  });

  it('and everybody else are found by keys in an index', async () => {
    const accounts = app.service.app.get(AccountsRepository);
    for (const find of [
      () => accounts.findByBandUserKey('x'),
      () => accounts.findByBandUserKeys(['x', 'y']),
      () => accounts.findByEmailKey('x'),
      () => accounts.findByUsernameKey('x'),
    ]) {
      await expectIndexed(app.db as never, ['accounts'], find);
    }
  });

  it('are found by an index', () =>
    expectIndexed(app.db as never, ['accounts'], () =>
      app.service.app
        .get(Transactions)
        .run((session) => app.service.app.get(AccountsRepository).findUnclaimed(session, ['정로스터'])),
    ));
});
