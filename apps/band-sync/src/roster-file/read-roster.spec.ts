import { runInNewContext } from 'node:vm';
import { AppError } from '@dongbaejul/contracts';
import { columnsOf } from './columns';
import { readRoster } from './read-roster';

const csv = (text: string): Buffer => Buffer.from(text);

/** CP949 by hand: 이름,급수 / 김민수,B조 */
const CP949 = Buffer.from('c0ccb8a72cb1debcf60ab1e8b9cebcf62c42c1b60a', 'hex');

const code = async (bytes: Buffer): Promise<string> =>
  readRoster(bytes).then(
    () => 'read',
    (error: AppError) => error.code,
  );

describe('a roster as CSV', () => {
  it('is read by its Korean headings, below a title, whatever else stands there', async () => {
    const roster = await readRoster(
      csv(
        '동배즐 회원명단,,,,\n번호,성 명,급수(단식),성별,휴대폰,메모\n1,김민수,b조,남자,010-1234-5678,회장\n,,,,,\n2, 이 영희 ,초심자,F,,\n',
      ),
    );
    expect(roster).toEqual({
      rows: [
        { row: 3, name: '김민수', band_name: null, grade: 'B', gender: 'male', phone: '01012345678' },
        { row: 5, name: '이 영희', band_name: null, grade: '초심', gender: 'female', phone: null },
      ],
      errors: [],
      ignored_columns: ['번호', '메모'],
    });
  });

  it.each([
    ['UTF-8 with a mark', Buffer.from('\ufeff이름,급수\n김민수,B\n')],
    ['CP949', CP949],
    ['UTF-16 with tabs', Buffer.from('\ufeff이름\t급수\n김민수\tB\n', 'utf16le')],
    ['semicolons and Windows line ends', csv('이름;급수\r\n김민수;B\r\n')],
  ])('is read in %s', async (_what, bytes) => {
    expect((await readRoster(bytes)).rows).toEqual([
      { row: 2, name: '김민수', band_name: null, grade: 'B', gender: null, phone: null },
    ]);
  });

  it('tells what is wrong, row by row, and keeps the other rows', async () => {
    const { rows, errors } = await readRoster(
      csv(
        '이름,급수,성별,전화\n김민수,Z,?,123\n,A,,\n박서준,A,남,1012345678\n최하나,,,\n최하나,,,01022223333\n최하나,,,010-2222-3333',
      ),
    );
    expect(rows.map(({ row, phone }) => [row, phone])).toEqual([
      [4, '01012345678'],
      [6, '01022223333'],
    ]);
    expect(errors.map(({ row, field }) => [row, field])).toEqual([
      [2, 'grade'],
      [2, 'gender'],
      [2, 'phone'],
      [3, 'name'],
      [5, 'phone'],
      [7, 'name'],
    ]);
    expect(errors[0]?.text.ko).toContain('초심');
  });

  it('guesses no number that was rounded for show, and takes no failed formula and no mark for a person', async () => {
    const { rows, errors } = await readRoster(
      csv(
        '이름,급수,전화\n김민수,A,1.01234567E9\n박서준,A,1.01E+09\n이영희,A,1.01235E+09\n#N/A,A,\n최하나,#REF!,\n★,A,\n...,A,',
      ),
    );
    expect(rows.map(({ name, phone }) => [name, phone])).toEqual([['김민수', '01012345670']]);
    expect(errors.map(({ row, field }) => [row, field])).toEqual([
      [3, 'phone'],
      [4, 'phone'],
      [5, 'name'],
      [6, 'grade'],
      [7, 'name'],
      [8, 'name'],
    ]);
    expect(errors[3]?.text.ko).toContain('수식');
  });

  it('is read to its end where brackets are opened without one', () => {
    const read = (): unknown => columnsOf(['('.repeat(400_000), '이름 (필수)']);
    // Minutes, where each bracket is followed to the end of its cell; nothing else would end that.
    expect(runInNewContext('read()', { read }, { timeout: 30_000 })).toMatchObject({ at: { name: 1 } });
  });

  it.each([
    ['nothing', csv(''), 'ROSTER_EMPTY'],
    ['headings alone', csv('이름,급수\n'), 'ROSTER_EMPTY'],
    ['no names', csv('급수\nA\n'), 'ROSTER_NO_NAME_COLUMN'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0xd8]), 'ROSTER_UNREADABLE'],
    ['a quote that never ends', csv(`이름\n"${'가'.repeat(60_000)}`), 'ROSTER_UNREADABLE'],
    ['commas without end', csv(`이름${','.repeat(1_900_000)}`), 'ROSTER_UNREADABLE'],
    ['an old workbook', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'ROSTER_TYPE_NOT_SUPPORTED'],
    ['an archive that is cut off', Buffer.from('PK\u0003\u0004abc', 'latin1'), 'ROSTER_UNREADABLE'],
    [
      '2,001 people',
      csv(`이름\n${Array.from({ length: 2_001 }, (_, i) => `회원${i}`).join('\n')}`),
      'ROSTER_TOO_MANY_ROWS',
    ],
  ])('refuses %s', async (_what, bytes, expected) => expect(await code(bytes)).toBe(expected));
});
