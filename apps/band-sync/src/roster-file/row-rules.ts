import type { ErrorText } from '@dongbaejul/contracts';
import { GRADES, type Grade } from '@dongbaejul/contracts';
import type { Field } from './columns';
import { nameKey } from './name-key';

export type Gender = 'male' | 'female' | 'other';

/** A person as a roster tells of them; null where it says nothing. */
export interface RosterRow {
  /** Number of the row in the file. */
  row: number;
  name: string;
  band_name: string | null;
  grade: Grade | null;
  gender: Gender | null;
  /** Digits only. */
  phone: string | null;
}

/** What is wrong with a row, for whoever keeps the file. */
export interface RowError {
  row: number;
  field: Field;
  text: ErrorText;
}

const LONGEST_NAME = 50;
const CONTROL = /[\p{Cc}\p{Cf}]/gu;
/** What a spreadsheet shows where a formula found no value. */
const FAILED_FORMULA = /^#(N\/A|REF!|VALUE!|NAME\?|DIV\/0!|NULL!|NUM!|SPILL!|CALC!)$/i;
const NOTHING = new Set(['', '-', '–', '없음', '미정', 'n/a']);

const GENDERS: Record<string, Gender> = {
  ...{ 남: 'male', 남자: 'male', 남성: 'male', m: 'male', male: 'male', man: 'male' },
  ...{ 여: 'female', 여자: 'female', 여성: 'female', f: 'female', w: 'female', female: 'female', woman: 'female' },
  ...{ 기타: 'other', other: 'other' },
};

const tidy = (cell: string): string =>
  cell.toWellFormed().normalize('NFC').replace(CONTROL, ' ').replace(/\s+/g, ' ').trim();

const said = (cell: string): string | null => (NOTHING.has(cell.toLowerCase()) ? null : cell);

/** `B조`, `b급`, `초심자` are the table's B and 초심. @returns undefined for what is not in the table */
export function gradeOf(text: string): Grade | undefined {
  const bare = text
    .toUpperCase()
    .replace(/[\s.]/g, '')
    .replace(/(조|급|그룹)$/, '');
  if (/^(왕초(보|심)?|초심자?|초보자?)$/.test(bare)) return '초심';
  return GRADES.find((grade) => grade === bare);
}

export const genderOf = (text: string): Gender | undefined =>
  Object.hasOwn(GENDERS, text.toLowerCase()) ? GENDERS[text.toLowerCase()] : undefined;

/**
 * Spreadsheets take numbers for numbers: the zero in front is lost, and long ones get an exponent. `1.01E+09` is one
 * that was rounded for show (Excel gives five decimals at most): which number it was, nobody knows.
 */
export function phoneOf(text: string): string | undefined {
  const whole = /^\d\.\d{6,}e\+?\d+$/i.test(text) ? String(Math.round(Number(text))) : text;
  const digits = whole.replace(/^\+82\s*\(?0?\)?/, '0').replace(/[\s().·-]/g, '');
  const number = /^1[016789]\d{7,8}$/.test(digits) ? `0${digits}` : digits;
  return /^0\d{8,10}$/.test(number) ? number : undefined;
}

/** Reads one row; what cannot be understood is an error and not a guess. */
export function readRow(number: number, cell: (field: Field) => string): RosterRow | RowError[] {
  const errors: RowError[] = [];
  const wrong = (field: Field, ko: string, en: string): void =>
    void errors.push({ row: number, field, text: { ko, en } });
  const read = <T>(field: Field, make: (text: string) => T | undefined, ko: string, en: string): T | null => {
    const text = said(tidy(cell(field)));
    if (text === null) return null;
    if (FAILED_FORMULA.test(text)) {
      wrong(field, '수식 오류가 있습니다. 값을 직접 적어 주세요.', 'the formula of this cell failed: give the value');
      return null;
    }
    const value = make(text);
    if (value === undefined) wrong(field, ko, en);
    return value ?? null;
  };
  const short = (text: string): string | undefined => (text.length <= LONGEST_NAME ? text : undefined);
  const tooLong = ['50자를 넘을 수 없습니다.', 'has more than 50 characters'] as const;
  const name = read('name', short, ...tooLong);
  const isMissing = name === null || nameKey(name) === '';
  if (isMissing && errors.length === 0) wrong('name', '이름이 비어 있습니다.', 'the name is missing');
  const band_name = read('band_name', short, ...tooLong);
  const grades = GRADES.join(', ');
  const grade = read('grade', gradeOf, `급수는 ${grades} 중 하나여야 합니다.`, `the grade has to be one of ${grades}`);
  const gender = read(
    'gender',
    genderOf,
    '성별은 남 또는 여로 적어 주세요.',
    'the gender has to be 남 or 여 (male or female)',
  );
  const phone = read(
    'phone',
    phoneOf,
    '전화번호를 읽을 수 없습니다. 예: 010-1234-5678',
    'this is not a phone number; for example 010-1234-5678',
  );
  return errors.length > 0 ? errors : { row: number, name: name ?? '', band_name, grade, gender, phone };
}
