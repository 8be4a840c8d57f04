import { LastAnswer } from './last-answer';

describe('how BAND did last', () => {
  it('is good before the first call, and after any answer of BAND itself', () => {
    const last = new LastAnswer();
    expect(() => last.expectGood()).not.toThrow();
    last.answered(429);
    expect(() => last.expectGood()).not.toThrow();
  });

  it('is bad after a call that got no answer, until one does', () => {
    const last = new LastAnswer();
    last.failed('TIMEOUT');
    expect(() => last.expectGood()).toThrow('TIMEOUT');
    last.answered(502);
    expect(() => last.expectGood()).toThrow('502');
    last.answered(200);
    expect(() => last.expectGood()).not.toThrow();
  });
});
