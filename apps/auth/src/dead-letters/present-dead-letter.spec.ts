import type { DeadLetter } from '@dongbaejul/messaging';
import { presentDeadLetter } from './present-dead-letter';

const letter = {
  id: 'core.1',
  name: 'auth.member.changed',
  trace_id: 'trace-0001',
  reason: {
    code: 'INVALID_INPUT',
    text: { ko: '입력값이 올바르지 않습니다.', en: 'The input is invalid.' },
    details: { name: { ko: '필수 항목입니다.', en: 'is required' }, status: 'x' },
  },
} as unknown as DeadLetter;

describe('presentDeadLetter', () => {
  it('says why in the language of who asks, and which field it was', () => {
    expect(presentDeadLetter(letter, 'en').reason).toEqual({
      code: 'INVALID_INPUT',
      message: 'The input is invalid.',
      details: { name: 'is required', status: 'x' },
    });
    expect(presentDeadLetter(letter, 'ko').reason).toMatchObject({
      message: '입력값이 올바르지 않습니다.',
      details: { name: '필수 항목입니다.' },
    });
  });
});
