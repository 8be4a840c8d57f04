import type { ErrorText } from '@dongbaejul/contracts';

type Korean = (numbers: string[], english: string) => string;

const afterColon = (english: string): string => english.split(': ').at(-1) ?? '';

/** Korean sentences for class-validator's constraints; numbers are taken from the English sentence. */
const KOREAN: Record<string, Korean> = {
  whitelistValidation: () => '허용되지 않는 항목입니다.',
  isDefined: () => '필수 항목입니다.',
  isNotEmpty: () => '비워 둘 수 없습니다.',
  isString: () => '문자열이어야 합니다.',
  isInt: () => '정수여야 합니다.',
  isNumber: () => '숫자여야 합니다.',
  isBoolean: () => 'true 또는 false여야 합니다.',
  isArray: () => '배열이어야 합니다.',
  isObject: () => '객체여야 합니다.',
  isEmail: () => '올바른 이메일 주소여야 합니다.',
  isUrl: () => '올바른 URL이어야 합니다.',
  isMongoId: () => '올바른 ID여야 합니다.',
  isIso8601: () => 'ISO 8601 날짜여야 합니다.',
  isDateString: () => 'ISO 8601 날짜여야 합니다.',
  isIn: (_numbers, english) => `다음 중 하나여야 합니다: ${afterColon(english)}`,
  isEnum: (_numbers, english) => `다음 중 하나여야 합니다: ${afterColon(english)}`,
  min: ([least]) => `${least} 이상이어야 합니다.`,
  max: ([most]) => `${most} 이하여야 합니다.`,
  minLength: ([least]) => `${least}자 이상이어야 합니다.`,
  maxLength: ([most]) => `${most}자 이하여야 합니다.`,
  isLength: ([least, most]) => (most ? `${least}자 이상 ${most}자 이하여야 합니다.` : '길이를 확인해 주세요.'),
  arrayMinSize: ([least]) => `${least}개 이상이어야 합니다.`,
  arrayMaxSize: ([most]) => `${most}개 이하여야 합니다.`,
  arrayUnique: () => '중복된 항목이 있습니다.',
  matches: () => '형식이 올바르지 않습니다.',
  nestedValidation: () => '객체여야 합니다.',
};

/** Where class-validator's own sentence would say what nobody outside can know. */
const ENGLISH: Record<string, string> = {
  whitelistValidation: 'is not known here',
  isMongoId: 'must be an id of 24 hexadecimal digits',
};

/** For a field that is not there, whatever it would have to be. */
export const REQUIRED: ErrorText = { ko: '필수 항목입니다.', en: 'is required' };

/** A constraint's sentence in both languages. Custom validators may give `한국어|English` as their message. */
export function validationText(constraint: string, message: string): ErrorText {
  // Of a field that nobody knows the message holds the name, which the client made up.
  const [ko, en] = constraint === 'whitelistValidation' ? [] : message.split('|');
  if (ko && en) return { ko: ko.trim(), en: en.trim() };
  return {
    en: ENGLISH[constraint] ?? message,
    ko: KOREAN[constraint]?.(message.match(/\d+/g) ?? [], message) ?? '입력값을 확인해 주세요.',
  };
}
