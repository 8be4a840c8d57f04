import * as fc from 'fast-check';
import { CommonErrors } from '@dongbaejul/contracts';
import { parseAsk, parseReply } from './ask-packet';

const ask = { id: 'i', reply_to: 'r', deadline: 1, trace_id: 't', language: 'ko', request: {} };

describe('packets of asks', () => {
  it('are read back', () => {
    expect(parseAsk(JSON.stringify(ask))).toEqual(ask);
    const failure = { id: 'i', ok: false, error: CommonErrors.CONFLICT({ a: 1 }).toShape() };
    expect(parseReply(JSON.stringify(failure))).toEqual(failure);
    expect(parseReply('{"id":"i","ok":true,"reply":null}')).toEqual({ id: 'i', ok: true, reply: null });
  });

  it.each(['id', 'reply_to', 'deadline', 'trace_id', 'language'])('need %s', (field) => {
    expect(parseAsk(JSON.stringify({ ...ask, [field]: undefined }))).toBeUndefined();
    expect(parseAsk(JSON.stringify({ ...ask, [field]: {} }))).toBeUndefined();
  });

  it.each([{ code: 'X' }, { code: 'X', kind: 'constructor', text: { ko: '' } }, null, 'x'])(
    'refuse %j as an error',
    (error) => {
      const reply = parseReply(JSON.stringify({ id: 'i', ok: false, error }));
      expect(reply).toMatchObject({ id: 'i', ok: false, error: { code: 'UPSTREAM_INVALID' } });
    },
  );

  it('never fail on junk', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (junk) => {
        expect(parseAsk(junk)).toBeUndefined();
        expect(parseReply(junk)).toBeUndefined();
      }),
    );
  });
});
