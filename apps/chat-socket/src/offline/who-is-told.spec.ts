import { DueMessage, Reader, whoIsTold } from './who-is-told';

const NOW = 1_000_000;
const PATIENCE = { onlineAfterMs: 60_000, againAfterMs: 3_600_000 };

const message = (seq: number, change: Partial<DueMessage> = {}): DueMessage => ({
  id: `m${seq}`,
  seq,
  senderId: 'writer',
  createdAt: NOW - 5_000,
  mentions: [],
  ...change,
});
const reader = (change: Partial<Reader> = {}): Reader => ({
  member_id: 'reader',
  read_seq: 0,
  muted: false,
  online: false,
  mutes: new Set(),
  ...change,
});
const told = (messages: DueMessage[], ...readers: Reader[]): string[] =>
  whoIsTold(messages, readers, NOW, PATIENCE).notices.map((one) => `${one.memberId} ${one.kind} ${one.messageId}`);

describe('who is told of messages', () => {
  it('is who is offline and has not read them, once for all of a room', () =>
    expect(told([message(1), message(2)], reader(), reader({ member_id: 'writer' }))).toEqual([
      'reader chat.message m2',
    ]));

  it.each([
    ['has read them', reader({ read_seq: 2 })],
    ['muted the room', reader({ muted: true })],
    ['muted who wrote', reader({ mutes: new Set(['writer']) })],
    ['is connected and may yet read', reader({ online: true })],
    ['was told and has not looked since', reader({ told_seq: 1, told_at: new Date(NOW - 1_000) })],
  ])('is nobody who %s', (_, who) => expect(told([message(1), message(2)], who)).toEqual([]));

  it('is who an edit names, also when they have read it, and once', () => {
    const edited = message(1, { mentions: ['reader'], mentionedLater: { members: ['reader'], alone: true } });
    expect(told([edited], reader({ read_seq: 1, online: true }), reader({ member_id: 'other' }))).toEqual([
      'reader chat.mention m1',
    ]);
    const waits = message(1, { mentionedLater: { members: ['reader'], alone: false } });
    expect(told([waits], reader(), reader({ member_id: 'other' }))).toEqual([
      'reader chat.mention m1',
      'other chat.message m1',
    ]);
    expect(told([edited], reader({ mutes: new Set(['writer']) }), reader({ muted: true }))).toEqual([]);
  });

  it('is who looked since they were told last, and wrote no answer', () =>
    expect(told([message(3)], reader({ read_seq: 2, told_seq: 2, told_at: new Date(NOW - 1) }))).toHaveLength(1));

  it('is anew who was told long ago', () =>
    expect(told([message(3)], reader({ told_seq: 2, told_at: new Date(NOW - 3_600_000) }))).toHaveLength(1));

  it('is never twice for one message', () =>
    expect(told([message(2)], reader({ told_seq: 2, told_at: new Date(NOW - 9_999_999) }))).toEqual([]));

  it('is by name each time, whatever they were told before', () => {
    const mentions = ['reader'];
    const before = reader({ told_seq: 1, told_at: new Date(NOW - 1_000) });
    expect(told([message(2, { mentions }), message(3), message(4, { mentions })], before)).toEqual([
      'reader chat.mention m2',
      'reader chat.mention m4',
    ]);
  });

  it('is who is connected but does not read, later', () => {
    const online = reader({ online: true });
    const soon = whoIsTold([message(1)], [online], NOW, PATIENCE);
    expect(soon).toEqual({ notices: [], waiting: new Set(['m1']) });
    const later = whoIsTold([message(1)], [online], NOW + 60_000, PATIENCE);
    expect(later.notices).toHaveLength(1);
    expect(later.waiting.size).toBe(0);
  });
});
