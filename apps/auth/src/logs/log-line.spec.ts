import { atLeast, entriesOf, entryOf } from './log-line';

const line = (more: object = {}): string =>
  JSON.stringify({
    level: 'info',
    timestamp: '2026-11-21T10:00:00.000Z',
    service: 'core',
    version: '1',
    trace_id: 'trace-0001',
    msg: '안녕',
    ...more,
  });

describe('a kept log line', () => {
  it('has its filters as fields and the rest as it came', () => {
    expect(entryOf('1-0', line({ status: 200, $where: { 'a.b': 1 }, user_id: 'u' }))).toEqual({
      _id: '1-0',
      at: new Date('2026-11-21T10:00:00.000Z'),
      level: 'info',
      service: 'core',
      version: '1',
      trace_id: 'trace-0001',
      user_id: 'u',
      msg: '안녕',
      rest: '{"status":200,"$where":{"a.b":1}}',
    });
  });

  it('is nothing where it is no line of ours', () => {
    for (const junk of ['', '{', 'null', '[]', '"x"', line({ level: 'loud' }), line({ timestamp: 'x' }), line({ service: 7 })]) {
      expect(entryOf('1-0', junk)).toBeNull();
    }
  });

  it('has an id of its own in its batch', () => {
    expect(entriesOf('5-1', `${line()}\njunk\n${line()}\n`).map(({ _id }) => _id)).toEqual(['5-1-0', '5-1-2']);
  });

  it('is bounded', () => {
    const long = entryOf('1', line({ msg: 'a'.repeat(40_000), more: 'b' }));
    expect(long?.msg).toHaveLength(2_000);
    expect(long?.rest).toBe('{"truncated":true}');
  });
});

it('a level means this one or worse', () => expect(atLeast('warn')).toEqual(['warn', 'error', 'fatal']));
