import { type ErrorShape, PLATFORM } from '@dongbaejul/contracts';
import { AuditTrail } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
import { Injectable, Logger } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { Publication } from './publication.schema';
import { PublicationsRepository } from './publications.repository';
import { PublishingErrors } from './publishing.errors';
import { publicationsEnded } from './publishing.metrics';

/** Ends the work on a publication that is not seen at BAND: each end is a matter of record. */
@Injectable()
export class EndPublication {
  private readonly logger = new Logger('Publishing');

  constructor(
    private readonly repository: PublicationsRepository,
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
  ) {}

  /** BAND said no, and wrote nothing. @param lookAt when to look for what it may have written before, if anything */
  async asFailed(publication: Publication, error: ErrorShape, lookAt?: Date): Promise<void> {
    const isNews = await this.note(publication, `${publication.kind}.not-published-at-band`, error.code, (session) =>
      this.repository.fail(session, publication, error, lookAt),
    );
    if (isNews) this.say('failed', 'not published at BAND', publication, error.code);
  }

  /** It was looked for long enough: from here on staff decide. */
  async asUnknown(publication: Publication): Promise<void> {
    const because = publication.error?.code;
    const error = PublishingErrors.BAND_PUBLISH_UNKNOWN(because === undefined ? undefined : { because }).toShape();
    const action = `${publication.kind}.publishing-at-band-unknown`;
    const isNews = await this.note(publication, action, because ?? error.code, (session) =>
      this.repository.giveUpLooking(session, publication, error),
    );
    if (isNews) this.say('unknown', 'nobody knows whether BAND has a post; staff decide', publication, because);
  }

  private note(
    { kind, object_id }: Publication,
    action: string,
    code: string,
    write: (session: ClientSession) => Promise<boolean>,
  ): Promise<boolean> {
    return this.transactions.run(async (session) => {
      if (!(await write(session))) return false;
      const what = { action, object_type: kind, object_id, before: null, after: { code }, reason: null };
      await this.audit.record(session, { ...PLATFORM, ...what });
      return true;
    });
  }

  private say(outcome: string, msg: string, { _id }: Publication, code: string | undefined): void {
    publicationsEnded.inc({ outcome });
    this.logger.warn({ msg, publication_id: _id.toHexString(), code });
  }
}
