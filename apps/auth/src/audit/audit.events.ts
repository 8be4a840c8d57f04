import type { AuditEntry, EventEnvelope, EventName } from '@dongbaejul/contracts';
import { OnEvents } from '@dongbaejul/messaging';
import { afterCommit } from '@dongbaejul/persistence';
import { Injectable, Logger } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { chain } from './audit-chain';
import { AuditRepository } from './audit.repository';
import type { AuditRow } from './audit.schema';
import { AuditEntryDto } from './dto/audit-entry.dto';

type AuditEvent = EventEnvelope<Extract<EventName, `${string}.audit.recorded`>>;

/** All rows hang on one another, so they are written one group after another. */
const ONE_CHAIN = { queueBy: (): string => 'audit' };

/** Takes into the log what any service did. An event is taken in once, by the inbox. */
@Injectable()
export class AuditEvents {
  private readonly logger = new Logger(AuditEvents.name);

  constructor(private readonly log: AuditRepository) {}

  @OnEvents('auth.audit.recorded', AuditEntryDto, ONE_CHAIN)
  @OnEvents('core.audit.recorded', AuditEntryDto, ONE_CHAIN)
  @OnEvents('chat-socket.audit.recorded', AuditEntryDto, ONE_CHAIN)
  @OnEvents('band-sync.audit.recorded', AuditEntryDto, ONE_CHAIN)
  async append(events: AuditEvent[], session: ClientSession): Promise<void> {
    const rows = chain(await this.log.head(session), events.map(rowOf));
    await this.log.append(session, rows);
    const { _id: seq, hash } = rows.at(-1) as AuditRow;
    // A witness outside the database: whoever rewrites the whole chain would have to rewrite the log files as well.
    // Of a try that is undone there is none: the log never held what it says. A warning, which production writes too.
    afterCommit(session, () => this.logger.warn({ msg: 'the audit log has grown', seq, hash }));
  }
}

function rowOf(event: AuditEvent): Omit<AuditRow, '_id' | 'prev_hash' | 'hash'> {
  const { actor_id, actor_roles, client_address, action, object_type, object_id, before, after, reason } =
    event.payload as AuditEntry;
  return {
    event_id: event.id,
    service: event.source,
    occurred_at: new Date(event.occurred_at),
    trace_id: event.trace_id,
    actor_id: actor_id ?? null,
    actor_roles: [...actor_roles],
    client_address: client_address ?? null,
    action,
    object_type,
    object_id,
    before: before ?? null,
    after: after ?? null,
    reason: reason ?? null,
  };
}
