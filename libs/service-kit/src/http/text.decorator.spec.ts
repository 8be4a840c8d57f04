import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Email, Text } from './text.decorator';

class Dto {
  @Text({ max: 50, singleLine: true, optional: true })
  name?: string;

  @Text({ min: 0, max: 50, optional: true })
  bio?: string;

  @Text({ max: 50, trim: false, optional: true })
  password?: string;
}

const broken = (input: object): string[] =>
  validateSync(plainToInstance(Dto, input)).flatMap(({ constraints = {} }) => Object.keys(constraints));

describe('Text', () => {
  it.each(['김민수', 'Min-su Kim', '👩‍👩‍👧', '🏴\u{e0067}\u{e0062}\u{e007f}', '❤️', '\ufeff민수', 'مرحبا'])(
    'takes %j for a name',
    (name) => expect(broken({ name })).toEqual([]),
  );

  it.each([
    '민\u200b수',
    '민\u200e수',
    '민\u200f수',
    '\u202a민수',
    'gnp\u202efdp',
    '민\u2060수',
    '\u2066민수\u2069',
    '민\ufeff수',
  ])('refuses %j for a name', (name) => expect(broken({ name })).toEqual(['isReadableText']));

  it.each(['\u200d', '\u200d \u200d', '\u3164', '\u115f\u1160', '\uffa0', '\u2800', '\u00ad', '\ufe0f', '\u{e0020}'])(
    'refuses %j, which shows nothing, everywhere',
    (text) => {
      expect(broken({ name: text })).toEqual(['isVisibleText']);
      expect(broken({ bio: text })).toEqual(['isVisibleText']);
    },
  );

  it('leaves the direction of longer texts to their writers, and an empty one to its bounds', () => {
    expect(broken({ bio: '첫 줄\n\u200fمرحبا\u200e' })).toEqual([]);
    expect(broken({ bio: '' })).toEqual([]);
    expect(broken({ bio: ' \n ' })).toEqual([]);
    expect(broken({ name: ' ' })).toEqual(['minLength']);
    expect(broken({ password: '        ' })).toEqual(['isVisibleText']);
  });

  it('says why in both languages', () => {
    const [error] = validateSync(plainToInstance(Dto, { name: '\u3164' }));
    expect(error?.constraints?.isVisibleText).toMatch(/^[가-힣 .]+\|must have a visible character$/);
  });
});

describe('Email', () => {
  class Login {
    @Email()
    email: string;
  }
  const fails = (email: unknown): string[] =>
    validateSync(plainToInstance(Login, { email })).flatMap(({ constraints = {} }) => Object.keys(constraints));

  it('takes an address', () => expect(fails('minsu@dongbaejul.test')).toEqual([]));
  it.each(['minsu', 'a@b', '\ud800', '\ud800@dongbaejul.test', `${'a'.repeat(250)}@b.kr`])('refuses %j', (email) =>
    expect(fails(email)).toContain('isEmail'),
  );
});
