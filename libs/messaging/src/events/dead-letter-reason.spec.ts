import { CommonErrors } from '@dongbaejul/contracts';
import { readReason, writeReason } from './dead-letter-reason';

describe('the reason of a dead letter', () => {
  it('is a code and a sentence, without details or causes', () => {
    const error = CommonErrors.CONFLICT({ secret: 'x' }, { cause: new Error('y') });
    expect(readReason(writeReason(error))).toEqual({ code: 'CONFLICT', text: error.text });
    expect(writeReason(error)).not.toContain('secret');
  });

  it.each([undefined, '', 'E11000 dup key { email: "x" }', '{"code":1}', 'null'])(
    'never shows what is not ours: %j',
    (raw) => {
      expect(readReason(raw)).toEqual({ code: 'INTERNAL', text: CommonErrors.INTERNAL().text });
    },
  );

  it('knows that processes kept dying', () => {
    expect(readReason('job stalled more than allowable limit').code).toBe('STALLED');
  });
});
