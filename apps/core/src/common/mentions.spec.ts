import { mentionCandidates } from './mentions';

const meant = (text: string): (string | undefined)[] => mentionCandidates(text).map(([longest]) => longest);

it.each([
  ['안녕 @Minji', ['minji']],
  ['@a.b-c_d 그리고 (@other)', ['a.b-c_d', 'other']],
  ['줄\n@first\t@second', ['first', 'second']],
  ['mail@club.test', []],
  ['@', []],
  ['@ab', []],
  ['@@minji', ['minji']],
  [`@${'a'.repeat(51)}`, []],
])('reads %j', (text, expected) => expect(meant(text).filter(Boolean)).toEqual(expected));

it('takes Korean endings for what they may be', () => {
  expect(mentionCandidates('@minji님, @김철수에게')).toEqual([
    ['minji님', 'minji'],
    ['김철수에게', '김철수에', '김철수'],
  ]);
  expect(mentionCandidates('끝 @minji.')).toEqual([['minji.', 'minji']]);
});

it('reads no more than a few of a text that is all mentions', () => {
  expect(mentionCandidates('@somebody '.repeat(5_000))).toHaveLength(20);
});
