import { gameText, postText } from './band-draft-text';

describe('what is ours, as a text for BAND', () => {
  it('is title and content, cut where BAND takes no more', () => {
    expect(postText({ title: '공지', content: '토요일 쉽니다' })).toBe('[공지]\n\n토요일 쉽니다');
    const long = postText({ title: '', content: '🏸'.repeat(6_000) });
    expect(long.length).toBeLessThan(10_000);
    expect(long.isWellFormed()).toBe(true);
  });

  it('is a game as people announce it, in the club’s time', () => {
    const text = gameText({
      title: '정기전',
      description: '셔틀콕은 각자',
      game_date: new Date('2026-03-07T10:00:00Z'),
      duration: 120,
      location: '강남체육관',
      game_type: 'mixed_doubles',
      skill_level: 'B',
      max_participants: 12,
      join_deadline: null,
    });
    expect(text).toContain('[게임] 정기전');
    expect(text).toMatch(/2026년 3월 7일 토요일 19:00 \(120분\)/);
    expect(text).toContain('종목: 혼복 · 급수: B');
    expect(text).toMatch(/정원: 12명\n\n셔틀콕은 각자$/);
  });
});
