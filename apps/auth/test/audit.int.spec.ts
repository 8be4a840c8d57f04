import type { AuditEntry } from '@dongbaejul/contracts';
import { Outbox } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
import type { RunningService } from '@dongbaejul/service-kit';
import { expectIndexed, until } from '@dongbaejul/testing';
import { Logger } from '@nestjs/common';
import { chain, GENESIS, hashOf } from '../src/audit/audit-chain';
import { AuditEvents } from '../src/audit/audit.events';
import type { AuditHead, AuditRow } from '../src/audit/audit.schema';
import { AuditService } from '../src/audit/audit.service';
import { AuditFilterQuery } from '../src/audit/dto/audit-logs.dto';
import { verifyAudit } from '../src/audit/verify-audit';
import { AuthApp, Json } from './support/auth-app';
import { startNeighbour } from './support/neighbour';
import { newPerson, newStaff, Person } from './support/people';

const entry = (more: Partial<AuditEntry> = {}): AuditEntry => ({
  actor_id: null,
  actor_roles: ['OPERATOR'],
  client_address: '203.0.113.9',
  action: 'post.hidden',
  object_type: 'post',
  object_id: '65f0000000000000000000aa',
  before: { hidden: false },
  after: { hidden: true, nested: { 나: [1, 2.5, null], 가: '값' } },
  reason: '광고',
  ...more,
});

describe('the audit log', () => {
  let app: AuthApp;
  let core: RunningService;
  let auditor: Person;
  beforeAll(async () => {
    app = await AuthApp.start();
    core = await startNeighbour(app);
    auditor = await newStaff(app, 'AUDITOR');
  }, 30_000);
  afterAll(async () => {
    await core.stop();
    await app.stop();
  });

  const rows = () => app.db.collection<AuditRow>('audit_logs');
  const tell = (entries: AuditEntry[]): Promise<string[]> =>
    core.app.get(Transactions).run((session) =>
      core.app.get(Outbox).addMany(
        session,
        'core.audit.recorded',
        entries.map((payload) => ({ aggregateId: `post:${payload.object_id}`, version: 1, payload })),
      ),
    );
  const verify = (...witnesses: string[]) => verifyAudit(app.service.app, witnesses);
  const list = async (query = '', token = auditor.token): Promise<Json> => {
    const answer = await app.call('GET', `/admin/audit-logs${query}`, { token });
    expect(answer.status).toBe(200);
    return answer.data;
  };
  const askForCsv = (query = ''): Promise<Response> => {
    const path = `/api/v1/admin/audit-logs?format=csv${query}`;
    const headers = app.signer.sign({
      service: 'auth',
      method: 'GET',
      path,
      clientAddress: '203.0.113.7',
      identity: { userId: auditor.id, username: auditor.username, roles: ['AUDITOR'], sessionId: 's' },
    });
    return fetch(app.url + path, { headers });
  };
  const csv = async (query: string): Promise<string> => (await askForCsv(query)).text();
  /** Puts a log of this length in the place of what is there, as the service itself would have written it. */
  const fill = async (length: number): Promise<void> => {
    const facts = (i: number) => ({
      ...entry({ object_id: `post-${i}` }),
      event_id: `e${i}`,
      service: 'core',
      occurred_at: new Date(1_750_000_000_000 + i),
      trace_id: `trace-${i % 50}`,
    });
    const chained = chain(
      { seq: 0, hash: GENESIS },
      Array.from({ length }, (_, i) => facts(i)),
    );
    await rows().deleteMany({});
    await rows().insertMany(chained);
    const { _id: seq, hash } = chained.at(-1)!;
    await app.db.collection<AuditHead>('audit_heads').updateOne({ _id: 'audit' }, { $set: { seq, hash } });
  };

  it('takes in what services tell, each once, in one unbroken chain', async () => {
    const before = await rows().countDocuments();
    for (let i = 0; i < 8; i += 1) await tell(Array.from({ length: 10 }, (_, k) => entry({ object_id: `${i}-${k}` })));
    await until(async () => (await rows().countDocuments()) === before + 80, 'all are recorded', { withinMs: 20_000 });
    const all = await rows().find().sort({ _id: 1 }).toArray();
    expect(all.map(({ _id }) => _id)).toEqual(all.map((_, i) => i + 1));
    expect(new Set(all.map(({ event_id }) => event_id)).size).toBe(all.length);
    expect((await verify()).text).toContain('The audit log is whole.');
  }, 30_000);

  it('is read by auditors and admins, and by nobody else', async () => {
    const { id } = await newPerson(app, { display_name: '나운영' });
    await tell([entry({ actor_id: id, action: 'comment.deleted', object_type: 'comment' })]);
    const find = (): Promise<Json> => list(`?actor_id=${id}`);
    await until(async () => (await find()).audit_logs.length === 1, 'the deed is recorded');
    expect((await find()).audit_logs[0]).toMatchObject({
      service: 'core',
      actor_name: '나운영',
      action: 'comment.deleted',
      before: { hidden: false },
      reason: '광고',
      trace_id: expect.stringMatching(/^[A-Za-z0-9-]{8,64}$/),
    });
    for (const role of ['OPERATOR', 'USER'] as const) {
      const { token } = await newStaff(app, role);
      expect((await app.call('GET', '/admin/audit-logs', { token })).code).toBe('ROLE_REQUIRED');
    }
    await list('', (await newStaff(app, 'ADMIN')).token);
  });

  it('names at present whom each row is about, asking once for all, in the file as well', async () => {
    const { id } = await newPerson(app, { display_name: '강등된이' });
    await tell(
      Array.from({ length: 10 }, () => entry({ action: 'game.penalty', object_type: 'account', object_id: id })),
    );
    await tell([entry({ action: 'game.penalty', object_id: 'post-of-nobody' })]);
    const find = async (): Promise<Json[]> => (await list('?action=game.penalty')).audit_logs;
    await until(async () => (await find()).length === 11, 'all are recorded');
    await app.db
      .collection('accounts')
      .updateOne({ usernameKey: /./, displayName: '강등된이' }, { $set: { displayName: '새이름' } });
    // Who writes the sign-up's mail looks at the account too.
    await until(async () => (await app.db.collection('mails').countDocuments()) === 0, 'nothing is left to send');
    await app.db.setProfilingLevel('all');
    const rowsFound = await find().finally(() => app.db.setProfilingLevel('off'));
    expect(new Set(rowsFound.map(({ object_id, object_name }) => `${object_id} ${object_name}`))).toEqual(
      new Set([`${id} 새이름`, 'post-of-nobody null']),
    );
    const named = { ns: `${app.db.databaseName}.accounts`, 'command.find': 'accounts' };
    expect(await app.db.collection('system.profile').countDocuments(named)).toBe(1);
    const file = await csv('&action=game.penalty');
    expect(file.split('\r\n')[0]).toContain('object_id,object_name,');
    expect(file).toContain(`account,${id},새이름,`);
  });

  it('filters, and pages both ways', async () => {
    await fill(120);
    expect((await list('?trace_id=trace-7')).audit_logs.map(({ seq }: Json) => seq)).toEqual([108, 58, 8]);
    expect((await list('?object_type=post&object_id=post-5')).audit_logs).toHaveLength(1);
    expect((await list('?object_id=post-5&action=post.shown')).audit_logs).toHaveLength(0);
    const [from, to] = [10, 20].map((ms) => new Date(1_750_000_000_000 + ms).toISOString());
    expect((await list(`?from=${from}&to=${to}`)).audit_logs.map(({ seq }: Json) => seq)).toEqual(
      Array.from({ length: 10 }, (_, i) => 20 - i),
    );
    const first = await list('?limit=50');
    expect(first.pagination).toMatchObject({ total: 120, pages: 3 });
    const second = await list(`?limit=50&after=${first.next_cursor}`);
    expect(second.audit_logs).toEqual((await list('?limit=50&page=2')).audit_logs);
    for (const bad of ['?from=gestern', '?limit=101', '?format=xml', '?actor_id[$ne]=1', '?after=x']) {
      expect((await app.call('GET', `/admin/audit-logs${bad}`, { token: auditor.token })).status).toBe(400);
    }
  });

  it('is a CSV file that calculates nothing and shows Korean', async () => {
    await fill(1_003);
    await rows().updateOne({ _id: 1_003 }, { $set: { reason: '=HYPERLINK("http://evil.test")', action: '+1' } });
    const answer = await askForCsv();
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="audit-logs-.*\.csv"$/);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const lines = bytes.toString('utf8').trimEnd().split('\r\n');
    expect(lines).toHaveLength(1_004);
    expect(lines[1]).toContain(`"'=HYPERLINK(""http://evil.test"")"`);
    expect(lines[1]).toContain(`"'+1"`);
    expect(lines[2]).toContain('광고');
    expect(lines.slice(1).filter((line) => /(^|,)"?[=+@-]/.test(line))).toEqual([]);
  });

  it('is read for the file as it goes out, not before', async () => {
    await fill(3_000);
    const file = app.service.app.get(AuditService).csv(new AuditFilterQuery());
    const countOf = (part: string): number => part.split('\r\n').length - 1;
    const [head, first] = [(await file.next()).value as string, (await file.next()).value as string];
    expect([countOf(head), countOf(first)]).toEqual([1, 200]);
    // What nobody has asked for yet was not fetched: it can still go away.
    await rows().deleteMany({});
    let rest = 0;
    for await (const part of file) rest += countOf(part);
    expect(rest).toBeLessThan(1_000);
  });

  it('shows one altered and one removed row among 10,000, and what was cut off at the end', async () => {
    await fill(10_000);
    const witness = `${5_000}:${(await rows().findOne({ _id: 5_000 }))!.hash}`;
    expect(await verify(witness)).toMatchObject({ ok: true });
    await rows().updateOne({ _id: 4_321 }, { $set: { reason: '다른 이유' } });
    await rows().deleteOne({ _id: 7_000 });
    const { ok, text } = await verify(witness);
    expect(ok).toBe(false);
    expect(text.split('\n').slice(0, -2)).toEqual(['row 4321 is altered', 'row 7000 is missing']);
    await fill(100);
    await rows().deleteMany({ _id: { $gt: 98 } });
    expect((await verify()).text).toContain('row 99 is missing\nrow 100 is missing');
  }, 60_000);

  it('names where a gap begins that is longer than any log, and counts the rest', async () => {
    await fill(10);
    const row = (await rows().findOne({ _id: 10 }))!;
    await rows().insertOne({ ...row, _id: 1e12 });
    const { ok, text } = await verify();
    expect(ok).toBe(false);
    expect(text).toContain('row 11 is missing\n');
    // All between 10 and 1e12; and the row itself, which is neither sealed nor what the log says its last one is.
    expect(text).toContain(`and ${1e12 - 11 + 2 - 20} more`);
  });

  it.each([
    ['between two others', 4.5],
    ['behind the last', 'zzz'],
    ['before the first', 0],
  ])('is not whole with a row that was put %s, however well it is sealed', async (_where, _id) => {
    await fill(10);
    const { hash: _hash, ...lent } = (await rows().findOne({ _id: 4 }))!;
    const forged = { ...lent, _id: _id as number, actor_id: 'somebody else', prev_hash: GENESIS };
    await rows().insertOne({ ...forged, hash: hashOf(forged) });
    const { ok, text } = await verify();
    expect(ok).toBe(false);
    expect(text).toContain(`row ${_id} is added\n11 rows;`);
  });

  it('is not taken for whole by a witness that says no hash', async () => {
    await fill(10);
    for (const witness of ['11', '11:', 'x:y', `4:${GENESIS}`]) expect((await verify(witness)).ok).toBe(false);
  });

  it('leaves a witness of what was committed, and none of a try that was undone', async () => {
    await fill(10);
    // At a level that production writes: .env.docker has LOG_LEVEL=warn.
    const said = jest.spyOn(Logger.prototype, 'warn');
    const witnesses = (): number[] =>
      said.mock.calls.flatMap(([line]: Json) => (line.msg === 'the audit log has grown' ? [line.seq] : []));
    const undone = new Error('undone');
    const append = (id: string, end: () => void): Promise<void> =>
      app.service.app.get(Transactions).run(async (session) => {
        const envelope = { id, source: 'core', occurred_at: new Date().toISOString(), trace_id: 't'.repeat(32) };
        await app.service.app.get(AuditEvents).append([{ ...envelope, payload: entry() } as never], session);
        end();
      });
    const fail = (): never => {
      throw undone;
    };
    await expect(append('e-undone', fail)).rejects.toBe(undone);
    expect(witnesses()).toEqual([]);
    await append('e-done', () => undefined);
    expect(witnesses()).toEqual([11]);
    said.mockRestore();
  });

  it('is not whole when somebody wrote all of it anew and the log files say otherwise', async () => {
    await fill(200);
    const witness = `150:${(await rows().findOne({ _id: 150 }))!.hash}`;
    await fill(201);
    expect((await verify(witness)).ok).toBe(true);
    const all = await rows().find().sort({ _id: 1 }).toArray();
    const facts = all.map(({ _id, prev_hash: _p, hash: _h, ...row }) => (_id === 3 ? { ...row, reason: '거짓' } : row));
    const forged = chain({ seq: 0, hash: GENESIS }, facts);
    await rows().deleteMany({});
    await rows().insertMany(forged);
    await app.db
      .collection<AuditHead>('audit_heads')
      .updateOne({ _id: 'audit' }, { $set: { hash: forged.at(-1)!.hash } });
    expect((await verify()).ok).toBe(true);
    expect(await verify(witness)).toMatchObject({ ok: false });
  });

  it.each([
    '',
    '?actor_id=a',
    '?action=post.hidden',
    '?object_type=post',
    '?object_id=p',
    '?service=core',
    '?trace_id=trace-1',
  ])('is read by an index: %s', (query) =>
    expectIndexed(app.db, ['audit_logs'], async () => {
      const { next_cursor: after } = await list(`${query}${query ? '&' : '?'}limit=2`);
      if (after) await list(`${query}${query ? '&' : '?'}limit=2&after=${after}`);
      await list(`${query}${query ? '&' : '?'}from=2025-01-01&to=2027-01-01`);
    }),
  );
});
