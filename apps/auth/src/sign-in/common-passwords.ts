/** Those that lists of leaked passwords begin with and that are long enough to pass the length rule, and Korean ones. */
const COMMON = new Set(
  `12345678 123456789 1234567890 12345678910 0123456789 987654321 9876543210 11111111 111111111 1111111111 00000000
  000000000 0000000000 22222222 33333333 44444444 55555555 66666666 77777777 88888888 99999999 12341234 11223344
  112233445566 123123123 123321123 12121212 12344321 13131313 69696969 10203040 147258369 159357456 789456123 741852963
  password password1 password12 password123 password1234 password! passw0rd p@ssword p@ssw0rd pa55word passwort
  qwertyui qwertyuiop qwerty12 qwerty123 qwerty1234 qwerty12345 qwer1234 qwerasdf asdfasdf asdfghjk asdfghjkl asdf1234
  zxcvbnm1 zxcvbnm123 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y q1w2e3r4 q1w2e3r4t5 1qaz2wsx 1qazxsw2 zaq12wsx qazwsxedc
  abcd1234 abc12345 abcdefgh abcdefg1 a1234567 a12345678 a123456789 aa123456 aa12345678 aaaaaaaa a1b2c3d4 aabbccdd
  iloveyou iloveyou1 iloveyou2 sunshine princess football baseball superman batman123 trustno1 starwars whatever
  computer internet samsung1 michelle jennifer jordan23 liverpool chelsea1 arsenal1 pokemon1 dragon123 monkey123
  welcome1 welcome123 letmein1 letmein123 admin123 admin1234 administrator changeme changeme1 default1 master123
  test1234 testtest testing1 test12345 guest123 user1234 login123 secret123 hello123 hellohello freedom1 blink182
  charlie1 shadow12 ashley12 nicole12 daniel12 thomas12 jessica1 andrew12 killer12 corvette mercedes maverick
  dkssudgktpdy dkssud123 tkfkdgo1 tkfkdgody tkfkdgo486 rlaalstn gksrnr123 qlalfqjsgh qkrwltjd dlrjsdnj
  dongbaejul dongbaejul1 dongbaejul123 badminton badminton1 badminton123 shuttlecock 안녕하세요안녕 사랑해요사랑해
  비밀번호1234 비밀번호비밀번호`
    .split(/\s+/)
    .filter(Boolean),
);

/**
 * Whether a password is among the first that anyone would try: a well-known one (also with digits or marks added at the
 * end), one letter over and over, or the owner's own names.
 * @param names e-mail, username, display name
 */
export function isCommonPassword(password: string, names: readonly string[] = []): boolean {
  const plain = password.normalize('NFC').toLowerCase();
  const stem = plain.replace(/[\d!@#$%^&*.?_-]+$/, '');
  if (COMMON.has(plain) || (stem.length >= 8 && COMMON.has(stem))) return true;
  if (new Set(plain).size <= 2) return true;
  const own = names
    .flatMap((name) => [name, name.split('@')[0] ?? ''])
    .map((name) => name.normalize('NFC').toLowerCase());
  return own.some((name) => name.length >= 3 && (plain === name || stem === name));
}
