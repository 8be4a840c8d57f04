/** What a roster may tell of a person. */
export const FIELDS = ['name', 'band_name', 'grade', 'gender', 'phone'] as const;
export type Field = (typeof FIELDS)[number];

/** Headings as clubs write them, without spaces and punctuation, in lower case. */
const HEADINGS: Record<Field, readonly string[]> = {
  name: ['이름', '성명', '회원명', '회원이름', 'name', 'membername'],
  band_name: ['밴드이름', '밴드명', '밴드닉네임', '밴드프로필', '닉네임', 'bandname', 'nickname'],
  grade: ['급수', '급', '등급', '실력', '레벨', 'grade', 'level', 'class'],
  gender: ['성별', '남녀', 'gender', 'sex'],
  phone: [
    '전화',
    '전화번호',
    '연락처',
    '휴대폰',
    '휴대폰번호',
    '핸드폰',
    '핸드폰번호',
    '휴대전화',
    'phone',
    'mobile',
    'tel',
  ],
};

const FIELD_OF = new Map(FIELDS.flatMap((field) => HEADINGS[field].map((heading) => [heading, field] as const)));

const plain = (heading: string): string =>
  heading
    .normalize('NFC')
    .toLowerCase()
    .replace(/\([^()]*\)/g, '')
    .replace(/[^\p{L}\p{N}]/gu, '');

export interface Columns {
  /** Where each field stands; the first of two columns with the same meaning counts. */
  at: Partial<Record<Field, number>>;
  /** Headings that mean nothing to us. */
  ignored: string[];
}

/** @returns undefined when the row holds no heading for names */
export function columnsOf(cells: readonly string[]): Columns | undefined {
  const columns: Columns = { at: {}, ignored: [] };
  cells.forEach((cell, index) => {
    const field = FIELD_OF.get(plain(cell));
    if (field !== undefined && columns.at[field] === undefined) columns.at[field] = index;
    else if (cell.trim() !== '') columns.ignored.push(cell.trim().slice(0, 50));
  });
  return columns.at.name === undefined ? undefined : columns;
}
