import { CommonErrors } from '@dongbaejul/contracts';
import { readReason, writeReason } from './dead-letter-reason';

describe('the reason of a dead letter', () => {
  it('is a code, a sentence and the details, without causes', () => {
    const details = { title: { ko: '너무 깁니다.', en: 'is too long' } };
    const error = CommonErrors.CONFLICT(details, { cause: new Error('y') });
    expect(readReason(writeReason(error))).toEqual({ code: 'CONFLICT', text: error.text, details });
    expect(writeReason(error)).not.toContain('"y"');
  });

  it('leaves out details that are too long to keep', () => {
    const error = CommonErrors.CONFLICT({ title: 'x'.repeat(5_000) });
    expect(readReason(writeReason(error))).toEqual({ code: 'CONFLICT', text: error.text });
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
