import type { Role, RosterMemberState } from '@dongbaejul/contracts';
import type { RosterImportDto } from '../src/roster/dto/import.dto';
import type { RosterMatchAnswerDto, RosterMatchDto, RosterMatchesDto } from '../src/roster/dto/matches.dto';
import { sendRoster } from './support/roster-file';
import { World } from './support/world';

jest.setTimeout(60_000);

const MATCHES = '/api/v1/admin/roster/matches';

describe('the roster', () => {
  let world: World;
  const staff = <T>(method: string, path: string, body?: object) => world.as('OPERATOR')<T>(method, path, body);
  const send = (text: string | Buffer, query = '') => sendRoster<RosterImportDto>(world, text, query);
  const events = async (): Promise<RosterMemberState[]> =>
    (
      await world.db.collection('outbox').find({ name: 'band-sync.roster-member.changed' }).sort({ _id: 1 }).toArray()
    ).map(({ payload }) => payload as RosterMemberState);
  const audits = (): Promise<number> =>
    world.db.collection('outbox').countDocuments({ name: 'band-sync.audit.recorded', 'payload.action': /^roster/ });
  const waiting = async (): Promise<RosterMatchDto[]> =>
    (await staff<RosterMatchesDto>('GET', `${MATCHES}?state=waiting`)).data.matches;
  const memberOf = async (name: string): Promise<string> =>
    String((await world.db.collection('known_members').findOne({ name }))?.member_id);

  beforeAll(async () => {
    world = await World.start({}, { EMULATOR_POSTS: '5', EMULATOR_PHOTOS: '5', EMULATOR_MEMBERS: '5' });
    await world.connect();
    const names = ['홍길동', '성춘향', '이몽룡(강남)', '심청', '심청'];
    const { members } = (await world.band.change({ members: { add: names.map((name) => ({ name })) } })) as {
      members: { user_key: string }[];
    };
    void members;
    const keys = (await world.band.members())
      .filter(({ name }) => names.includes(name))
      .map(({ user_key }) => user_key);
    await world.band.change({ posts: { add: keys.map((author_key) => ({ content: '안녕하세요', author_key })) } });
    await world.runToEnd();
  });
  afterAll(() => world?.stop());

  const FILE =
    '이름,급수,성별,전화\n홍길동,B조,남,010-1111-2222\n이몽룡,A,남,\n심청,C,여,\n변학도,초심,남,\n누구,Z,,\n';

  it('is for staff', async () => {
    for (const role of ['USER', 'AUDITOR'] satisfies Role[]) {
      expect((await sendRoster(world, FILE, '', role)).status).toBe(403);
      expect((await world.as(role)('GET', MATCHES)).status).toBe(403);
      expect((await world.as(role)('POST', `${MATCHES}/64b000000000000000000001/decide`, {})).status).toBe(403);
    }
  });

  it('shows what it would change, and changes nothing, on a dry run', async () => {
    const { status, data } = await send(FILE, '?dry_run=true');
    expect(status).toBe(200);
    expect(data).toMatchObject({ dry_run: true, rows: 4, counts: { new: 4, matched: 1, waiting: 2, separate: 1 } });
    expect(data.errors).toEqual([{ row: 6, field: 'grade', message: expect.stringContaining('급수') }]);
    expect(data.changes[0]).toMatchObject({ row: 2, id: null, state: 'matched', before: null, after: { grade: 'B' } });
    expect(await world.db.collection('roster_entries').countDocuments()).toBe(0);
    expect([await events(), await audits()]).toEqual([[], 0]);
  });

  it('takes in who is certain, tells auth of them, and keeps no phone number', async () => {
    const { data } = await send(FILE);
    expect(data).toMatchObject({ dry_run: false, counts: { new: 4, matched: 1, waiting: 2, separate: 1 } });
    const told = await events();
    expect(told).toMatchObject([
      { name: '홍길동', member_id: await memberOf('홍길동'), grade: 'B', gender: 'male' },
      { name: '변학도', grade: '초심' },
    ]);
    expect(told[1]?.member_id).toBe(told[1]?.entry_id);
    expect(await audits()).toBe(1);
    expect(JSON.stringify(await world.db.collection('roster_entries').find().toArray())).not.toMatch(/1111-?2222/);
  });

  it('changes nothing the second time, and only what changed the third', async () => {
    const before = await world.db.collection('roster_entries').find().sort({ _id: 1 }).toArray();
    expect((await send(FILE)).data.counts).toMatchObject({ new: 0, changed: 0, unchanged: 4 });
    expect(await world.db.collection('roster_entries').find().sort({ _id: 1 }).toArray()).toEqual(before);
    expect(await events()).toHaveLength(2);
    const { data } = await send('이름,급수\n홍길동,A\n');
    expect(data).toMatchObject({
      counts: { changed: 1 },
      changes: [{ before: { grade: 'B' }, after: { grade: 'A' } }],
    });
    expect(data.missing.map(({ name }) => name).sort()).toEqual(['변학도', '심청', '이몽룡']);
    expect((await events()).slice(2)).toMatchObject([{ name: '홍길동', grade: 'A' }]);
  });

  it('has staff decide who the others are', async () => {
    const [lee, sim] = await waiting();
    expect(lee).toMatchObject({ name: '이몽룡', candidates: [{ band_name: '이몽룡(강남)', likeness: 'similar' }] });
    expect(sim?.candidates.map(({ likeness }) => likeness)).toEqual(['same', 'same']);
    const decide = (id: string | undefined, body: object) =>
      staff<RosterMatchAnswerDto>('POST', `${MATCHES}/${id}/decide`, body);
    const member_id = lee?.candidates[0]?.member_id;

    expect(await decide(lee?.id, { decision: 'match' })).toMatchObject({ status: 400 });
    expect(await decide(lee?.id, { decision: 'ignore', member_id })).toMatchObject({ status: 400 });
    for (const decision of ['match', 'ignore'])
      expect(await decide(lee?.id, { decision, member_id: null })).toMatchObject({ status: 400 });
    expect(await decide(lee?.id, { decision: 'maybe' })).toMatchObject({ status: 400 });
    const nobody = { decision: 'match', member_id: '64b0000000000000000000ff' };
    expect(await decide(lee?.id, nobody)).toMatchObject({ status: 422, error: { code: 'ROSTER_MEMBER_UNKNOWN' } });
    expect(await decide('64b0000000000000000000ff', nobody)).toMatchObject({ status: 404 });

    const { status, data } = await decide(lee?.id, { decision: 'match', member_id });
    expect([status, data.match]).toMatchObject([200, { state: 'matched', member: { id: member_id }, candidates: [] }]);
    expect((await events()).at(-1)).toMatchObject({ name: '이몽룡', member_id, grade: 'A' });
    expect(await decide(lee?.id, { decision: 'separate' })).toMatchObject({
      status: 409,
      error: { code: 'ROSTER_MATCH_DECIDED' },
    });
    expect(await decide(sim?.id, { decision: 'match', member_id })).toMatchObject({
      status: 409,
      error: { code: 'ROSTER_MEMBER_TAKEN' },
    });
    expect((await decide(sim?.id, { decision: 'ignore' })).data.match.state).toBe('ignored');
    expect((await decide(sim?.id, { decision: 'separate' })).data.match).toMatchObject({ member: { id: sim?.id } });
    expect(await waiting()).toEqual([]);
    const log = await world.db.collection('outbox').find({ 'payload.action': 'roster-match.decided' }).toArray();
    expect(log.map(({ payload }) => (payload as { after: { state: string } }).after.state)).toEqual([
      'matched',
      'ignored',
      'separate',
    ]);
  });

  it('is imported once, however many send it at the same time', async () => {
    const before = (await events()).length;
    const file = `이름,급수\n${Array.from({ length: 300 }, (_, i) => `회원${String.fromCharCode(0xac00 + i * 28)},D`).join('\n')}\n`;
    const answers = await Promise.all(Array.from({ length: 4 }, () => send(file)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(answers.reduce((sum, { data }) => sum + data.counts.new, 0)).toBe(300);
    expect(await events()).toHaveLength(before + 300);
  });

  it.each([
    ['too much', Buffer.alloc(2 * 1024 * 1024 + 1, '이름\n'), 413, 'ROSTER_TOO_LARGE'],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), 422, 'ROSTER_UNREADABLE'],
    ['no names', '급수\nA\n', 422, 'ROSTER_NO_NAME_COLUMN'],
  ])('refuses %s', async (_what, bytes, status, code) => {
    expect(await send(bytes)).toMatchObject({ status, error: { code } });
  });

  it('refuses what is no form, and a form without a file', async () => {
    const path = '/api/v1/admin/roster/import';
    expect(await staff('POST', path, {})).toMatchObject({ status: 415, error: { code: 'ROSTER_NOT_MULTIPART' } });
    const empty = new FormData();
    empty.set('note', 'x');
    expect(await world.sendForm(path, empty, 'OPERATOR')).toMatchObject({ status: 400 });
  });

  it('has one effect for one Idempotency-Key', async () => {
    const form = (): FormData => {
      const one = new FormData();
      one.set('file', new Blob(['이름\n황진이\n']), 'a.csv');
      return one;
    };
    const key = { 'idempotency-key': 'roster-1' };
    const first = await world.sendForm<RosterImportDto>('/api/v1/admin/roster/import', form(), 'OPERATOR', key);
    const second = await world.sendForm<RosterImportDto>('/api/v1/admin/roster/import', form(), 'OPERATOR', key);
    expect(second.data).toEqual(first.data);
    expect(first.data.counts.new).toBe(1);
  });
});
