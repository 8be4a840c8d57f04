import { mentionedAmong, namesCalled, namesPossible } from './mentions';

const jimin = { _id: '1', username: 'jimin', display_name: '박지민' };
const jiminSu = { _id: '2', username: 'jiminsu', display_name: '박지민수' };
const minho = { _id: '3', username: 'minho', display_name: '김민호' };
const all = [jimin, jiminSu, minho];

describe('mentions', () => {
  it('are names behind an @, also with a particle', () => {
    expect(mentionedAmong('@박지민 @김민호님이 내일 와요', all)).toEqual(['1', '3']);
    expect(mentionedAmong('@minho 안녕', all)).toEqual(['3']);
  });

  it('may be of any name that they begin with, letter by letter', () => {
    expect(namesPossible('@박지민님 @박지')).toEqual(['박', '박지', '박지민', '박지민님']);
    expect(namesPossible('@𠮷野')).toEqual(['𠮷', '𠮷野']);
    expect(namesPossible('아무도')).toEqual([]);
  });

  it('mean the longest name that fits', () => {
    expect(mentionedAmong('@박지민수는 와요', all)).toEqual(['2']);
  });

  it('are not addresses, nor who is not in the room', () => {
    expect(namesCalled('mail@minho.kr')).toEqual([]);
    expect(mentionedAmong('@없는사람', all)).toEqual([]);
  });
});
