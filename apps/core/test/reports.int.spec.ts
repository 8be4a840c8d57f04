import type { MessageModerated, Role } from '@dongbaejul/contracts';
import { expectIndexed, until } from '@dongbaejul/testing';
import { Types } from 'mongoose';
import type { OwnReportAnswer, ReportDetailAnswer, ReportsAnswer } from '../src/reports/dto/report-answers.dto';
import { MembersRepository } from '../src/members/members.repository';
import { ChatStandIn } from './support/chat-stand-in';
import { CoreUnderTest, Member } from './support/core-under-test';
import { joins } from './support/joins';
import { decide, report, reported, toldOf } from './support/report';
import { comment, write } from './support/write';

let core: CoreUnderTest;
let author: Member;
let reader: Member;
let operator: Member;

beforeAll(async () => {
  core = await CoreUnderTest.start();
  author = await joins(core);
  reader = await joins(core);
  operator = await joins(core, ['USER', 'OPERATOR']);
}, 60_000);
afterAll(() => core.stop(), 60_000);

const queue = async (query = ''): Promise<ReportsAnswer> =>
  (await operator.client.get<ReportsAnswer>(`/admin/reports${query}`)).data;
const one = async (id: string): Promise<ReportDetailAnswer> =>
  (await operator.client.get<ReportDetailAnswer>(`/admin/reports/${id}`)).data;

describe('reporting', () => {
  it('opens a case of which staff are told once, and shows them what it is about', async () => {
    const post = await write(author, { title: '나쁜 글', content: '가'.repeat(400) });
    const { status, data } = await report(reader, 'post', post.id, { text: '도배입니다' });
    expect(status).toBe(201);
    expect(data.report).toMatchObject({ target_type: 'post', target_id: post.id, status: 'open', text: '도배입니다' });
    const listed = (await queue()).reports.find(({ id }) => id === data.report.id);
    expect(listed).toMatchObject({
      report_count: 1,
      reasons: ['abuse'],
      target: { title: '나쁜 글', content: '가'.repeat(300), post_id: post.id, author: { id: author.id } },
    });
    const detail = await one(data.report.id);
    expect(detail.report.target.content).toHaveLength(400);
    expect(detail.reported_by).toMatchObject([{ reporter: { id: reader.id }, text: '도배입니다' }]);
    expect(await toldOf(operator, 'report.received')).toHaveLength(1);
  });

  it('keeps what was said when its author changes it afterwards', async () => {
    const post = await write(author, { title: '처음', content: '욕설' });
    const id = await reported(reader, 'post', post.id);
    await author.client.patch(`/posts/${post.id}`, { title: '나중', content: '착한 말' });
    expect((await one(id)).report.target).toMatchObject({ title: '처음', content: '욕설' });
  });

  it('is one case for many, of each member once, however many come at once to two processes', async () => {
    const replica = await core.replica();
    try {
      const post = await write(author);
      const readers = await Promise.all(Array.from({ length: 12 }, () => joins(core)));
      const twice = readers.flatMap((who) => [who, replica.member(['USER'], who.id)]);
      const answers = await Promise.all(twice.map((who) => report(who, 'post', post.id)));
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(12);
      expect(answers.filter(({ error }) => error?.code === 'REPORT_ALREADY_MADE')).toHaveLength(12);
      const ids = new Set(answers.flatMap(({ data }) => (data ? [data.report.id] : [])));
      expect(ids.size).toBe(1);
      expect((await one([...ids][0] as string)).report.report_count).toBe(12);
    } finally {
      await replica.stopReplica();
    }
  }, 60_000);

  it('opens a dismissed case again', async () => {
    const post = await write(author);
    const id = await reported(reader, 'post', post.id);
    await decide(operator, id, 'dismiss');
    expect((await one(id)).report.status).toBe('dismissed');
    expect(await reported(reader, 'post', post.id, { reason: 'spam' })).toBe(id);
    expect((await one(id)).report).toMatchObject({ status: 'open', report_count: 1, reasons: ['spam'] });
    const row = await core.db.collection('report_cases').findOne({ _id: new Types.ObjectId(id) });
    expect(row?.expires_at).toBeUndefined();
  });

  it('has one effect for one Idempotency-Key', async () => {
    const post = await write(author);
    const body = { target_type: 'post', target_id: post.id, reason: 'spam' };
    const send = (): ReturnType<typeof reader.client.post<OwnReportAnswer>> =>
      reader.client.post<OwnReportAnswer>('/reports', body, { headers: { 'idempotency-key': `k-${post.id}` } });
    const [first, second] = [await send(), await send()];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.data).toEqual(first.data);
  });

  it('refuses oneself, what is not there or not shown, strangers and junk', async () => {
    const post = await write(author);
    const draft = await write(author, { is_published: false });
    const said = await comment(author, post.id);
    const nobody = new Types.ObjectId().toHexString();
    const codes = [
      await report(author, 'post', post.id),
      await report(author, 'comment', said.id),
      await report(author, 'member', author.id),
      await report(reader, 'post', draft.id),
      await report(reader, 'post', nobody),
      await report(reader, 'comment', nobody),
      await report(reader, 'member', nobody),
    ].map(({ error }) => error.code);
    expect(codes.slice(0, 3)).toEqual(Array(3).fill('REPORT_ONESELF'));
    expect(codes.slice(3)).toEqual(Array(4).fill('REPORT_TARGET_NOT_FOUND'));
    for (const junk of [
      { target_id: 'x' },
      { target_type: 'game' },
      { reason: 'bad' },
      { text: '\ud800' },
      { text: 5 },
    ]) {
      const answer = await report(reader, 'post', post.id, junk);
      expect(answer.status).toBe(400);
      expect(answer.error.details).toHaveProperty(Object.keys(junk)[0] as string);
    }
    expect((await core.anonymous().post('/reports', {})).status).toBe(401);
    expect((await core.member([] satisfies Role[]).client.post('/reports', {})).status).toBe(403);
  });
});

describe('deciding', () => {
  it('is for staff, with a reason, on a report that is there', async () => {
    const id = await reported(reader, 'post', (await write(author)).id);
    for (const who of [reader, core.member(['AUDITOR'])]) {
      expect((await who.client.get('/admin/reports')).status).toBe(403);
      expect((await who.client.get(`/admin/reports/${id}`)).status).toBe(403);
      expect((await decide(who, id, 'hide')).status).toBe(403);
    }
    expect((await decide(operator, id, 'hide', '')).error.details).toHaveProperty('reason');
    expect((await decide(operator, id, 'burn' as never)).error.details).toHaveProperty('decision');
    expect((await decide(operator, new Types.ObjectId().toHexString(), 'hide')).status).toBe(404);
    expect((await decide(operator, 'x', 'hide')).status).toBe(400);
  });

  it('happens once, however many decide at once in two processes', async () => {
    const replica = await core.replica();
    try {
      const post = await write(author);
      const id = await reported(reader, 'post', post.id);
      const staff = [operator, replica.member(['OPERATOR']), core.member(['ADMIN']), replica.member(['ADMIN'])];
      const decisions = ['hide', 'dismiss', 'hide', 'dismiss'] as const;
      const answers = await Promise.all(staff.map((who, i) => decide(who, id, decisions[i] as 'hide')));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
      const audited = { name: 'core.audit.recorded', aggregate_id: `post:${post.id}` };
      expect(await core.db.collection('outbox').countDocuments(audited)).toBe(1);
      expect((await one(id)).report.decisions).toHaveLength(1);
    } finally {
      await replica.stopReplica();
    }
  }, 60_000);

  it('hides no member, and is not for whom it is about', async () => {
    const id = await reported(reader, 'member', author.id);
    expect((await decide(operator, id, 'hide')).error.code).toBe('REPORT_MEMBER_NOT_HIDEABLE');
    expect((await decide(operator, id, 'restore')).error.code).toBe('REPORT_NOTHING_TO_RESTORE');
    const aboutStaff = await reported(reader, 'member', operator.id);
    expect((await decide(operator, aboutStaff, 'dismiss')).error.code).toBe('REPORT_ABOUT_ONESELF');
    expect((await decide(core.member(['ADMIN']), aboutStaff, 'dismiss')).status).toBe(200);
  });

  it('tells who reported it that nothing was hidden, and the author nothing', async () => {
    const [writer, other] = [await joins(core), await joins(core)];
    const post = await write(writer);
    await decide(operator, await reported(other, 'post', post.id), 'dismiss');
    expect((await toldOf(other, 'report.decided'))[0]?.text).toContain('종결');
    const rows = await core.db.collection('notifications').countDocuments({ member_id: writer.id });
    expect(rows).toBe(0);
  });
});

describe('the queue', () => {
  it('is read by status, kind and reason, by page and by cursor, the longest waiting first', async () => {
    const post = await write(author);
    for (let i = 0; i < 5; i += 1) {
      await reported(reader, 'comment', (await comment(author, post.id)).id, { reason: 'copyright' });
    }
    const filter = '?target_type=comment&reason=copyright&limit=2';
    const pages = [await queue(filter), await queue(`${filter}&page=2`), await queue(`${filter}&page=3`)];
    expect(pages[0]?.pagination).toMatchObject({ total: 5, pages: 3 });
    const byPage = pages.flatMap(({ reports }) => reports.map(({ id }) => id));
    const byCursor: string[] = [];
    for (let after = '', more = true; more;) {
      const { reports, next_cursor } = await queue(filter + after);
      byCursor.push(...reports.map(({ id }) => id));
      after = `&after=${next_cursor ?? ''}`;
      more = next_cursor !== undefined;
    }
    expect(byCursor).toEqual(byPage);
    const times = pages.flatMap(({ reports }) => reports.map(({ created_at }) => created_at));
    expect(times).toEqual([...times].sort());
    await decide(operator, byPage[0] as string, 'hide');
    expect((await queue(filter)).pagination.total).toBe(4);
    expect((await queue(`${filter}&status=hidden`)).reports.map(({ id }) => id)).toEqual([byPage[0]]);
    expect((await queue(`${filter}&status=all`)).pagination.total).toBe(5);
    expect((await operator.client.get('/admin/reports?status=x')).status).toBe(400);
  });

  it('reads and writes by indexes', async () => {
    const collections = ['report_cases', 'reports', 'members'];
    await expectIndexed(core.db, collections, async () => {
      for (const query of ['', '?status=hidden', '?status=all', '?target_type=post&reason=spam&status=all']) {
        const { next_cursor: after } = await queue(`${query}${query ? '&' : '?'}limit=1`);
        if (after) await queue(`${query}${query ? '&' : '?'}limit=1&after=${after}`);
      }
      const id = await reported(reader, 'post', (await write(author)).id);
      await one(id);
      await decide(operator, id, 'hide');
      await decide(operator, id, 'restore');
      await core.get(MembersRepository).activeStaff();
    });
  });

  it('goes along when an account turns out to be another’s', async () => {
    const auth = await core.teller('auth');
    const [from, into] = [await joins(core), await joins(core)];
    const [both, only] = [await write(author), await write(author)];
    const id = await reported(from, 'post', both.id);
    await reported(into, 'post', both.id);
    const onlyId = await reported(from, 'post', only.id);
    const about = await reported(reader, 'post', (await write(from)).id);
    await auth.tellAndWait('auth.member.merged', from.id, 1, { from_id: from.id, into_id: into.id });
    expect((await report(into, 'post', only.id)).error.code).toBe('REPORT_ALREADY_MADE');
    for (const caseId of [id, onlyId]) {
      expect((await one(caseId)).reported_by.map(({ reporter }) => reporter.id)).not.toContain(from.id);
    }
    expect((await one(about)).report.target.author.id).toBe(into.id);
    // What one person reported twice is forgotten in time like any other.
    await decide(operator, id, 'dismiss');
    const ofCase = { case_id: new Types.ObjectId(id) };
    const reports = core.db.collection('reports');
    expect(await reports.countDocuments(ofCase)).toBe(2);
    expect(await reports.countDocuments({ ...ofCase, expires_at: { $type: 'date' } })).toBe(2);
  });
});

describe('a chat message', () => {
  it('is reported with what was said around it, and its hiding is told to chat', async () => {
    const chat = await ChatStandIn.start(core.config);
    try {
      const speaker = await joins(core);
      const lines = Array.from({ length: 14 }, (_, i) => `말 ${i}`);
      const room = chat.room([reader.id, speaker.id], lines);
      const target = room.messages[7] as string;
      const id = await reported(reader, 'message', target);
      const { context, report: shown } = await one(id);
      expect(context?.room_id).toBe(room.id);
      expect(context?.message).toMatchObject({ content: '말 7', sender: { id: speaker.id } });
      expect(context?.before.map(({ content }) => content)).toEqual(lines.slice(2, 7));
      expect(context?.after.map(({ content }) => content)).toEqual(lines.slice(8, 13));
      expect(shown.target.author.id).toBe(speaker.id);
      const kept = await core.db.collection('report_cases').findOne({ target_id: target });
      expect(JSON.stringify(kept)).not.toContain('옛 이름');

      expect((await report(speaker, 'message', target)).error.code).toBe('REPORT_ONESELF');
      const outsider = await joins(core);
      expect((await report(outsider, 'message', target)).status).toBe(404);

      await decide(operator, id, 'hide', '욕설');
      await decide(operator, id, 'restore', '오해');
      const told = await core.db
        .collection<{ payload: MessageModerated; version: number }>('outbox')
        .find({ name: 'core.message.moderated', aggregate_id: target })
        .sort({ _id: 1 })
        .toArray();
      expect(told.map(({ payload }) => payload)).toEqual([
        { message_id: target, room_id: room.id, hidden: true, reason: '욕설', decided_by: operator.id, version: 2 },
        { message_id: target, room_id: room.id, hidden: false, reason: '오해', decided_by: operator.id, version: 3 },
      ]);
      expect((await toldOf(speaker, 'content.restored'))[0]?.data).toMatchObject({ room_id: room.id });
      const audit = await core.db
        .collection('outbox')
        .find({ aggregate_id: `message:${target}` })
        .toArray();
      expect(JSON.stringify(audit)).not.toContain('말 7');
    } finally {
      await chat.stop();
    }
  }, 60_000);

  it('cannot be reported while chat is away, which is said at once and can be tried again', async () => {
    const id = new Types.ObjectId().toHexString();
    const away = await report(reader, 'message', id);
    expect([away.status, away.error.code]).toEqual([503, 'SERVICE_UNAVAILABLE']);
    const chat = await ChatStandIn.start(core.config);
    try {
      await until(async () => (await report(reader, 'message', id)).status === 404, 'chat to answer');
    } finally {
      await chat.stop();
    }
  }, 60_000);
});
