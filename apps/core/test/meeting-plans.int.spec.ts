import { Transactions } from '@dongbaejul/persistence';
import { expectIndexed } from '@dongbaejul/testing';
import { BoardsRepository } from '../src/board/boards.repository';
import { CalendarTokensRepository } from '../src/calendar/calendar-tokens.repository';
import { MeetingFilter, MeetingsRepository } from '../src/meetings/meetings.repository';
import { CoreUnderTest, Member } from './support/core-under-test';
import { meetAll } from './support/meet';

describe('the queries of meetings, boards and calendars', () => {
  let core: CoreUnderTest;
  let staff: Member;
  let ids: string[];

  beforeAll(async () => {
    core = await CoreUnderTest.start();
    staff = core.member(['OPERATOR']);
    const other = core.member(['OPERATOR']);
    for (const who of [staff, other, other]) {
      ids = (await meetAll(who, { recurrence: { frequency: 'weekly', count: 40 } })).meeting_ids;
    }
    for (let i = 0; i < 3; i += 1) await meetAll(other, { recurrence: { frequency: 'weekly', interval: 12 } });
  });
  afterAll(() => core.stop());

  const indexed = (work: () => Promise<unknown>): Promise<void> =>
    expectIndexed(core.db, ['meetings', 'boards', 'calendar_tokens'], work);
  const [from, to] = [new Date(), new Date(Date.now() + 100 * 24 * 3_600_000)];
  const FILTERS: MeetingFilter[] = [{}, { from }, { to }, { from, to }, { kind: 'flash' }, { kind: 'flash', from, to }];

  it.each(FILTERS.flatMap((filter) => (['earliest', 'latest'] as const).map((order) => ({ filter, order }))))(
    'list meetings by an index: %j',
    ({ filter, order }) =>
      indexed(async () => {
        const meetings = core.get(MeetingsRepository);
        for (const mine of [{}, { member_id: staff.id }]) {
          const wanted = { is_cancelled: false, ...filter, ...mine };
          const { next_cursor: after } = await meetings.page(wanted, order, { limit: 5 });
          expect(after).toBeDefined();
          await meetings.page(wanted, order, { limit: 5, after: after! });
        }
      }),
  );

  it('find and change meetings and boards by an index', async () => {
    const meetings = core.get(MeetingsRepository);
    const boards = core.get(BoardsRepository);
    const row = (await meetings.find(ids[0]!))!;
    await indexed(() => meetings.find(ids[0]!));
    await indexed(() => meetings.ofMember(staff.id, from, to, 500));
    await indexed(() => boards.find(ids[0]!));
    await indexed(async () => {
      for await (const { _id } of meetings.tails(to)) expect(_id).toBeDefined();
    });
    await indexed(() =>
      core.get(Transactions).run(async (session) => {
        await meetings.following(session, row.series_id!, from);
        await meetings.set(session, row, { title: '새 이름' });
        await meetings.hold(session, ids[0]!);
        await meetings.endSeries(session, row.series_id!);
        await meetings.takeTail(session, row._id);
        await boards.save(session, (await boards.find(ids[0]!, session))!);
      }),
    );
  });

  it('find and renew calendar tokens by an index', async () => {
    const tokens = core.get(CalendarTokensRepository);
    for (let i = 0; i < 20; i += 1) await tokens.replace(String(i), `digest-${i}`, from);
    await indexed(() => tokens.ownerOf('digest-7'));
    await indexed(() => tokens.replace('7', 'digest-new', from));
  });
});
