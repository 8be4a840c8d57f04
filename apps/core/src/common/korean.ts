const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
/** Syllables of one initial and vowel: the first of them has no final consonant. */
const FINALS = 28;

/** Whether the digit's Korean name ends in a consonant: 영, 일, 이, 삼, 사, 오, 육, 칠, 팔, 구. */
const DIGITS = [true, true, false, true, false, false, true, true, true, false];

/** Latin letters as words that end in them are mostly read: team 팀, Open 오픈, Cup 컵, Rock 록, set 셋, final 파이널. */
const CONSONANTS = 'bcklmnpt';

/**
 * Whether a text, read aloud in Korean, ends in a consonant: 이 and 은 follow it, where 가 and 는 follow a vowel. Goes by
 * the last letter or digit; what is neither (brackets, pictures) is not read.
 */
export function endsInConsonant(text: string): boolean {
  const last = text.normalize('NFKC').match(/[\p{L}\p{Nd}](?=[^\p{L}\p{Nd}]*$)/u)?.[0];
  if (last === undefined) return false;
  const code = last.charCodeAt(0);
  if (code >= FIRST_SYLLABLE && code <= LAST_SYLLABLE) return (code - FIRST_SYLLABLE) % FINALS !== 0;
  if (/^\d$/.test(last)) return DIGITS[Number(last)] ?? false;
  return CONSONANTS.includes(last.toLowerCase());
}
