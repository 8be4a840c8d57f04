import { Types } from 'mongoose';
import { names } from '../redis/names';
import { jobIdOf, parseJobId } from './event-queues';
import { envelopeOf, outboxRow, sourceOf } from './outbox-row';

const facts = {
  id: new Types.ObjectId(),
  name: 'band-sync.post.changed' as const,
  occurredAt: new Date(1e12),
  traceId: 'trace',
  aggregateId: 'p1',
  version: 4,
  payload: { band_post_key: 'p1' } as never,
};

describe('outbox rows', () => {
  it('wait for every subscriber and become envelopes', () => {
    const row = outboxRow(facts);
    expect(row).toMatchObject({ source: 'band-sync', pending: ['core'], open: true, checks: 0 });
    expect(envelopeOf(row)).toEqual({
      id: facts.id.toHexString(),
      name: facts.name,
      source: 'band-sync',
      aggregate_id: 'p1',
      version: 4,
      occurred_at: '2001-09-09T01:46:40.000Z',
      trace_id: 'trace',
      payload: { band_post_key: 'p1' },
    });
    expect(sourceOf('auth.member.changed')).toBe('auth');
  });
});

describe('names that BullMQ takes', () => {
  it('hold no colon and are no integers', () => {
    const id = jobIdOf(facts.id.toHexString(), 'chat-socket');
    expect(id).not.toMatch(/:|^\d+$/);
    expect(parseJobId(id)).toEqual({ eventId: facts.id.toHexString(), subscriber: 'chat-socket' });
    expect(names.eventQueue('dbj:test', 'core')).toBe('dbj-test-events-core');
  });

  it.each(['', 'x', '-core', `${'a'.repeat(24)}`, `${'g'.repeat(24)}-core`, '../etc'])('refuse %j', (id) => {
    expect(parseJobId(id)).toBeUndefined();
  });
});
