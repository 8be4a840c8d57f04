import { isCommonPassword } from './common-passwords';

describe('a common password', () => {
  it.each(['password', 'PassWord123', '12345678', 'badminton2026!', 'aaaaaaaa', 'abababab', '1q2w3e4r'])(
    '%s is one',
    (password) => expect(isCommonPassword(password)).toBe(true),
  );

  it.each(['셔틀콕은 높이높이', 'dongbaejul-demo-1', 'correct horse battery'])('%s is none', (password) =>
    expect(isCommonPassword(password)).toBe(false),
  );

  it('is also the own name or e-mail, with or without digits', () => {
    expect(isCommonPassword('minsu.kim@club.test', ['minsu.kim@club.test'])).toBe(true);
    expect(isCommonPassword('minsu.kim1987', ['minsu.kim@club.test'])).toBe(true);
    expect(isCommonPassword('minsu.kim1987', ['jihye'])).toBe(false);
  });
});
