import type { EventEnvelope } from '@dongbaejul/contracts';
import { Transactions } from '@dongbaejul/persistence';
import { DirectoryEvents } from '../src/directory/directory.events';
import { World } from './support/world';

jest.setTimeout(60_000);

type MemberChanged = EventEnvelope<'auth.member.changed'>;

const changed = (id: string, version: number, display_name: string): MemberChanged => {
  const payload = { id, username: id, display_name, avatar: null, roles: [], status: 'active' };
  return { name: 'auth.member.changed', aggregate_id: id, version, payload } as unknown as MemberChanged;
};

describe('members that auth tells of together', () => {
  let world: World;
  beforeAll(async () => (world = await World.start()));
  afterAll(() => world?.stop());

  const tell = (...events: MemberChanged[]): Promise<void> =>
    world.service.app
      .get(Transactions)
      .run((session) => world.service.app.get(DirectoryEvents).onMembersChanged(events, session));
  const names = async (): Promise<[unknown, unknown, unknown][]> =>
    (
      await world.db
        .collection('members')
        .find({ _id: /^m/ as never })
        .sort({ _id: 1 })
        .toArray()
    ).map(({ _id, display_name, version }) => [_id, display_name, version]);

  it('are as the newest event of each says, in whatever order they come, also again', async () => {
    await tell(changed('m1', 3, '셋째'), changed('m2', 1, '새 사람'), changed('m1', 2, '둘째'));
    expect(await names()).toEqual([
      ['m1', '셋째', 3],
      ['m2', '새 사람', 1],
    ]);
    await tell(changed('m2', 2, '다른 이름'), changed('m1', 1, '첫째'), changed('m3', 1, '셋째 사람'));
    await tell(changed('m2', 2, '늦게 온 이름'));
    expect(await names()).toEqual([
      ['m1', '셋째', 3],
      ['m2', '다른 이름', 2],
      ['m3', '셋째 사람', 1],
    ]);
  });

  it('are looked up and written at once, and not at all where nothing is new', async () => {
    const profile = world.db.collection('system.profile');
    const crowd = Array.from({ length: 100 }, (_, n) => changed(`n${n}`, 1, `이름 ${n}`));
    const counted = async (work: () => Promise<void>): Promise<Record<string, number>> => {
      await world.db.command({ profile: 2 });
      try {
        await work();
      } finally {
        await world.db.command({ profile: 0 });
      }
      const seen = await profile.find({ ns: /\.members$/ }).toArray();
      await profile.drop();
      return seen.reduce<Record<string, number>>((sum, { op }) => ({ ...sum, [op]: (sum[op] ?? 0) + 1 }), {});
    };
    expect((await counted(() => tell(...crowd))).query).toBe(1);
    expect(await counted(() => tell(...crowd))).toEqual({ query: 1 });
  });
});
