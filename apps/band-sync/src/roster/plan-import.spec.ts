import type { RosterRow } from '../roster-file/row-rules';
import { KnownPeople, type KnownPerson } from './match-names';
import { type ImportPlan, planImport } from './plan-import';
import type { RosterEntry } from './roster-entry.schema';

const now = new Date('2026-01-01T00:00:00Z');
const row = (name: string, over: Partial<RosterRow> = {}): RosterRow => ({
  row: 2,
  name,
  band_name: null,
  grade: null,
  gender: null,
  phone: null,
  ...over,
});
const plan = (rows: RosterRow[], people: KnownPerson[] = [], entries: RosterEntry[] = []): ImportPlan =>
  planImport(rows, { entries, people: new KnownPeople(people), digest: (phone) => `d${phone}`, now });
const states = ({ rows }: ImportPlan): [string, string | null][] =>
  rows.map(({ after }) => [after.state, after.member_id === after._id.toHexString() ? 'own' : after.member_id]);
const kept = (result: ImportPlan): RosterEntry[] => result.rows.map(({ after }) => after);

const minsu = { memberId: 'm1', name: '김민수' };

describe('who somebody of the roster is', () => {
  it('is the one person of that name at BAND', () => {
    expect(states(plan([row('김 민수')], [minsu]))).toEqual([['matched', 'm1']]);
    expect(states(plan([row('박서준')], [minsu]))).toEqual([['separate', 'own']]);
    expect(states(plan([row('민수', { band_name: '김민수' })], [minsu]))).toEqual([['matched', 'm1']]);
  });

  it('is for staff to say where more than one could be meant', () => {
    const namesakes = [row('김민수', { phone: '01' }), row('김민수', { phone: '02' })];
    expect(states(plan(namesakes, [minsu]))).toEqual([
      ['waiting', null],
      ['waiting', null],
    ]);
    expect(states(plan([row('김민수')], [minsu, { memberId: 'm2', name: '김민수' }]))).toEqual([['waiting', null]]);
    expect(states(plan([row('김민수')], [{ memberId: 'm1', name: '김민수(강남)' }]))).toEqual([['waiting', null]]);
  });

  it('is one person who shows up at BAND under two keys', () =>
    expect(states(plan([row('김민수')], [minsu, minsu]))).toEqual([['matched', 'm1']]));

  it('is never somebody who is in the roster already', () => {
    const first = kept(plan([row('김민수')], [minsu]));
    const second = plan([row('민수')], [minsu], first);
    expect(states(second)).toEqual([['separate', 'own']]);
  });

  it('stays as it was decided, and gets another chance while nobody has', () => {
    const [waiting] = kept(plan([row('김민수')], [minsu, { memberId: 'm2', name: '김민수' }])) as [RosterEntry];
    expect(states(plan([row('김민수')], [minsu], [waiting]))).toEqual([['matched', 'm1']]);
    const decided = { ...waiting, state: 'matched' as const, member_id: 'm2' };
    expect(states(plan([row('김민수')], [minsu], [decided]))).toEqual([['matched', 'm2']]);
  });
});

describe('what an import changes', () => {
  const before = kept(plan([row('김민수', { grade: 'B', phone: '0101234' })], [minsu]));

  it('is nothing when the file says the same, or less', () => {
    const again = plan([row('김민수')], [minsu], before);
    expect(again.rows).toMatchObject([
      { kind: 'unchanged', isNews: false, after: { grade: 'B', phone_last4: '1234' } },
    ]);
  });

  it('is told when it is about the member, and not when it is a phone number', () => {
    expect(plan([row('김민수', { grade: 'A' })], [minsu], before).rows).toMatchObject([
      { kind: 'changed', isNews: true },
    ]);
    const phone = plan([row('김민수', { phone: '0105678' })], [minsu], before);
    expect(phone.rows).toMatchObject([{ kind: 'changed', isNews: false, after: { phone_last4: '5678' } }]);
  });

  it('leaves whom the file does not hold, and says so', () => {
    const other = plan([row('박서준')], [minsu], before);
    expect(other.missing.map(({ name }) => name)).toEqual(['김민수']);
  });

  it('tells namesakes apart by their numbers', () => {
    const two = kept(plan([row('이영희', { phone: '01' }), row('이영희', { phone: '02' })]));
    const again = plan([row('이영희', { phone: '02', grade: 'A' }), row('이영희', { phone: '01' })], [], two);
    expect(again.rows.map(({ kind }) => kind)).toEqual(['changed', 'unchanged']);
    expect(again.rows[0]?.after._id).toEqual(two[1]?._id);
  });

  it('is nobody new when the key of the numbers was changed, and is written by the new one', () => {
    const rows = ['01011112222', '01033334444', '01055556666'].map((phone) => row('이영희', { phone }));
    const old = kept(plan(rows)).map((entry) => ({ ...entry, phone_digest: `old-${entry.phone_digest}` }));
    const again = plan(rows, [], old);
    expect(again.rows.map(({ kind, after }) => [kind, after._id, after.phone_digest])).toEqual(
      rows.map(({ phone }, i) => ['unchanged', old[i]?._id, `d${phone}`]),
    );
    expect(again.rows.every(({ isWritten, isNews }) => isWritten && !isNews)).toBe(true);
    expect(plan(rows, [], kept(again)).rows.some(({ isWritten }) => isWritten)).toBe(false);
  });

  it('guesses nothing where two numbers of one name end alike', () => {
    const rows = ['01011112222', '01033332222'].map((phone) => row('이영희', { phone }));
    const old = kept(plan(rows)).map((entry) => ({ ...entry, phone_digest: 'old' }));
    expect(plan(rows, [], old).rows.map(({ kind }) => kind)).toEqual(['new', 'new']);
  });
});
