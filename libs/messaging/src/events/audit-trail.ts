import type { AuditEntry, EventName } from '@dongbaejul/contracts';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { MessagingOptions } from '../messaging.options';
import { Outbox } from './outbox';

type AuditEvent = Extract<EventName, `${string}.audit.recorded`>;

/** Tells the audit log what was done, in the transaction of the deed: one is not without the other. */
@Injectable()
export class AuditTrail {
  constructor(
    private readonly outbox: Outbox,
    private readonly options: MessagingOptions,
  ) {}

  /** @throws without a transaction under way */
  async record(session: ClientSession, entry: AuditEntry): Promise<void> {
    const name = `${this.options.service}.audit.recorded` as AuditEvent;
    const aggregateId = `${entry.object_type}:${entry.object_id}`;
    // A step that nobody orders: its place in the log is given when it arrives there.
    await this.outbox.add(session, name, { aggregateId, version: Date.now(), payload: entry });
  }
}
