import { IntervalJobs, metrics, Shutdown } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { MailRepository } from './mail.repository';
import type { MailKind, MailRow } from './mail.schema';
import { DELIVERY_WITHIN_MS, Mail, MailTransport } from './mail-transport';

/** Makes the mail of a row when it is sent; null when there is nothing to be said any more. */
export type MailWriter = (about: Record<string, string>) => Promise<Mail | null>;

const POLL_EVERY_MS = 500;
/** While one process writes and sends a mail, no other takes it. */
const LEASE_MS = 2 * DELIVERY_WITHIN_MS;
const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 15 * 60_000;
/** After a day nobody waits for it any more. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000;

const mails = metrics.counter({
  name: 'mails_total',
  help: 'Mails by kind and by what became of them: sent, failed (tried again), given_up, void (nothing to say)',
  labelNames: ['kind', 'result'],
});

/**
 * Sends mail after the change that asks for it was committed, and again until the server takes it. A request never
 * waits for a mail server, so its time says nothing about whether there was anyone to write to.
 */
@Injectable()
export class Mailer {
  private readonly logger = new Logger(Mailer.name);
  private readonly writers = new Map<MailKind, MailWriter>();

  constructor(
    private readonly rows: MailRepository,
    private readonly transport: MailTransport,
    jobs: IntervalJobs,
    shutdown: Shutdown,
  ) {
    jobs.start({ name: 'mail', everyMs: POLL_EVERY_MS, run: (signal) => this.sendDue(signal) });
    shutdown.onClose('mail', () => this.transport.close());
  }

  /** A feature says here how its mails are written. */
  writes(kind: MailKind, writer: MailWriter): void {
    this.writers.set(kind, writer);
  }

  /** @param tx the transaction of the change that the mail tells of */
  async queue(kind: MailKind, about: Record<string, string>, tx?: ClientSession): Promise<void> {
    const now = Date.now();
    const giveUpAt = new Date(now + GIVE_UP_AFTER_MS);
    await this.rows.insert({ kind, about, attempts: 0, notBefore: new Date(now), giveUpAt }, tx);
  }

  private async sendDue(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const claimedAt = Date.now();
      const row = await this.rows.claim(claimedAt, LEASE_MS);
      if (!row) return;
      await this.send(row, claimedAt + LEASE_MS - DELIVERY_WITHIN_MS);
    }
  }

  /** @param until later than that it is another process's by the time it would be sent */
  private async send(row: MailRow, until: number): Promise<void> {
    try {
      const mail = (await this.writers.get(row.kind)?.(row.about)) ?? null;
      if (Date.now() > until) throw new Error('it was not written in time');
      if (mail) await this.transport.send({ ...mail, id: row._id.toHexString() });
      await this.rows.remove(row._id);
      mails.inc({ kind: row.kind, result: mail ? 'sent' : 'void' });
    } catch (error) {
      await this.failed(row, error as Error);
    }
  }

  private async failed(row: MailRow, { message }: Error): Promise<void> {
    const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(row.attempts - 1, 20));
    const next = new Date(Date.now() + wait);
    const facts = { kind: row.kind, mail_id: row._id.toHexString(), attempts: row.attempts, reason: message };
    if (next >= row.giveUpAt) {
      mails.inc({ kind: row.kind, result: 'given_up' });
      this.logger.error({ msg: 'a mail was given up', ...facts });
      return this.rows.remove(row._id);
    }
    mails.inc({ kind: row.kind, result: 'failed' });
    this.logger.warn({ msg: 'a mail was not taken; it is tried again', ...facts });
    await this.rows.postpone(row, next);
  }
}
