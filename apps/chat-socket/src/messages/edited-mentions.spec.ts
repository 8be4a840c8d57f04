import { editedMentions } from './edited-mentions';

const at = new Date(1_000);
const before = { mentions: ['a'], sender_id: 'me' };

describe('whom an edit names', () => {
  it('is told when the message was seen to before, and alone', () =>
    expect(editedMentions(before, ['a', 'b'], at)).toEqual({
      mentions: ['a', 'b'],
      mentioned_later: { members: ['b'], alone: true },
      notify_at: at,
    }));

  it('is told with the others while they wait', () => {
    const notify_at = new Date(5);
    expect(editedMentions({ ...before, notify_at }, ['b'], at)).toEqual({
      mentions: ['b'],
      mentioned_later: { members: ['b'], alone: false },
      notify_at,
    });
  });

  it('is kept over a second edit, and forgotten when it takes the name back', () => {
    const waits = { ...before, mentions: ['b'], notify_at: at, mentioned_later: { members: ['b'], alone: true } };
    expect(editedMentions(waits, ['b', 'c'], at).mentioned_later).toEqual({ members: ['b', 'c'], alone: true });
    expect(editedMentions(waits, [], at)).toEqual({ mentions: [], mentioned_later: { members: [], alone: true } });
  });

  it('changes nothing else where nobody is named anew, or only the author', () => {
    expect(editedMentions(before, [], at)).toEqual({ mentions: [] });
    expect(editedMentions(before, ['me'], at)).toEqual({ mentions: ['me'] });
  });
});
