import { categoryOf, titleOf } from './band-text';

const picture = { url: 'https://img.example/1.jpg', width: 10, height: 10 };

describe('a post that came from BAND', () => {
  it('is titled by the first line that says something', () => {
    expect(titleOf({ content: '\n  \r\n 이번 주 정모 안내 \n토요일 10시', pictures: [] })).toBe('이번 주 정모 안내');
  });

  it('has a title of 200 characters at most, none of them halved', () => {
    expect(titleOf({ content: '가'.repeat(300), pictures: [] })).toBe('가'.repeat(200));
    expect(titleOf({ content: `${'가'.repeat(199)}🏸끝`, pictures: [] })).toBe('가'.repeat(199));
    expect(titleOf({ content: `${'가'.repeat(198)}🏸끝`, pictures: [] })).toBe(`${'가'.repeat(198)}🏸`);
  });

  it('has a title even without words', () => {
    expect(titleOf({ content: ' \n', pictures: [picture] })).toBe('사진');
    expect(titleOf({ content: '', pictures: [] })).toBe('BAND 게시글');
  });

  it('is a photo when it is nothing but pictures', () => {
    expect(categoryOf({ content: ' ', pictures: [picture] })).toBe('photo');
    expect(categoryOf({ content: '사진 올려요', pictures: [picture] })).toBe('free');
    expect(categoryOf({ content: '', pictures: [] })).toBe('free');
  });
});
