import { notificationText } from './notification-text';

const line = (title?: string): string => notificationText('meeting.changed', title ? { title } : {}, '', 'ko');

describe('what a member is told of a meeting in Korean', () => {
  it.each([
    ['정기모임', '이'],
    ['토요 배드민턴 대회', '가'],
    ['번개(비)', '가'],
    ['번개 2', '가'],
    ['번개 3', '이'],
    ['번개 모임!', '이'],
    ['Club Open', '이'],
    ['Rally', '가'],
    ['🏸', '가'],
  ])('「%s」 takes %s, by its last sound', (title, particle) =>
    expect(line(title)).toBe(`모임 「${title}」${particle} 바뀌었습니다.`),
  );

  it('without a title speaks of the date', () => expect(line()).toBe('모임 일정이 바뀌었습니다.'));

  it.each(['meeting.created', 'meeting.cancelled'] as const)('and so in %s', (type) =>
    expect(notificationText(type, { title: '대회' }, '', 'ko')).toContain('「대회」가 '),
  );
});
