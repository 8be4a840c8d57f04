import { AuditTrail } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
import { toAppError } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import type { ErrorShape } from '@dongbaejul/contracts';
import { BandClient } from '../band-client/band-client';
import { isBandFailure } from '../band-client/band-failure';
import type { BandPost } from '../band-client/band.types';
import { pages } from '../band-client/paging';
import { BandSyncConfig } from '../config';
import { BandSession } from '../connection/band-session';
import { TokenStore } from '../connection/token-store';
import { OwnPosts } from './own-posts';
import { isRefusal, MOST_ATTEMPTS, passes, waitMs } from './publish-rules';
import { PublishingErrors } from './publishing.errors';
import type { Publication } from './publication.schema';
import { PublicationsRepository } from './publications.repository';

const PAGE = 100;
/** A post that was just written is among the last modified. */
const MOST_PAGES = 4;
/** Between noting that BAND is about to be asked and asking; a process that slept longer leaves it to others. */
const LATEST_MS = 5_000;

/** Brings one publication to BAND, or finds out that it is there. It may be taken up anywhere, after any crash. */
@Injectable()
export class PublishJob {
  private readonly logger = new Logger('Publishing');

  constructor(
    private readonly config: BandSyncConfig,
    private readonly tokens: TokenStore,
    private readonly band: BandClient,
    private readonly repository: PublicationsRepository,
    private readonly own: OwnPosts,
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
  ) {}

  /** Never throws; what it could not note, the next process finds as it was. */
  async run(publication: Publication, signal: AbortSignal): Promise<void> {
    try {
      const session = await BandSession.open(this.tokens, signal);
      if (publication.state === 'posting') {
        const key = await this.look(session, publication);
        if (key !== undefined) return await this.own.settle(publication, key);
        if (publication.attempts >= MOST_ATTEMPTS) {
          const why = publication.error ?? PublishingErrors.BAND_PUBLISH_NOT_SEEN().toShape();
          return await this.fail(publication, why);
        }
      }
      await this.post(session, publication);
    } catch (error) {
      if (signal.aborted) return;
      await this.cannot(publication, error).catch((unwritten: unknown) =>
        this.logger.warn({ msg: 'a publication will be tried again', reason: (unwritten as Error).message }),
      );
    }
  }

  /** @returns the key of the post, when BAND has it */
  private async look(session: BandSession, publication: Publication): Promise<string | undefined> {
    const list = pages('/v2/band/posts', (cursor) => session.call((access) => this.band.posts(access, cursor, PAGE)));
    let read = 0;
    for await (const { items } of list) {
      const taken = await this.repository.ownAmong(items.map((post: BandPost) => post.postKey));
      const found = this.own.find(publication, items, taken);
      read += 1;
      if (found) return found.postKey;
      if (read >= MOST_PAGES) return undefined;
    }
    return undefined;
  }

  private async post(session: BandSession, publication: Publication): Promise<void> {
    const now = new Date();
    if (!(await this.repository.ask(publication, now))) return;
    const asked = { ...publication, attempts: publication.attempts + 1, state: 'posting' as const };
    if (Date.now() - now.getTime() > LATEST_MS) return;
    try {
      const { text, push } = publication;
      const key = await session.call((access) => this.band.createPost(access, text, push));
      await this.own.settle(asked, key);
    } catch (error) {
      if (!isBandFailure(error)) throw error;
      this.logger.warn({ msg: 'BAND did not take a post', reason: error.message, ...error.facts });
      const shape = error.toAppError().toShape();
      if (!isRefusal(error.kind)) return await this.repository.postpone(publication, this.settled(), shape);
      if (!passes(error.kind)) return await this.fail(publication, shape);
      const wait = Math.max(this.waitMs(publication.attempts), error.facts.retryAfterMs ?? 0);
      await this.repository.postpone(publication, new Date(Date.now() + wait), shape, true);
    }
  }

  private waitMs(before: number): number {
    return (waitMs(before) * this.config.BAND_RETRY_UNIT_MS) / 1_000;
  }

  /** Long enough that a call which is still under way has ended, and that BAND shows what it wrote. */
  private settled(): Date {
    return new Date(Date.now() + 2 * this.config.BAND_TIMEOUT_MS);
  }

  /** BAND could not be read, or we could not write: nothing was posted by this turn. */
  private async cannot(publication: Publication, error: unknown): Promise<void> {
    const known = isBandFailure(error) ? error.toAppError() : toAppError(error);
    const isOver = isBandFailure(error) ? isRefusal(error.kind) && !passes(error.kind) : known.kind === 'conflict';
    if (publication.state === 'queued' && isOver) return this.fail(publication, known.toShape());
    const wait = this.waitMs(Math.max(0, publication.fence - publication.attempts - 1));
    this.logger.warn({ msg: 'a publication has to wait', reason: known.code, wait_ms: wait });
    await this.repository.postpone(publication, new Date(Date.now() + wait), known.toShape());
  }

  private async fail(publication: Publication, error: ErrorShape): Promise<void> {
    const { kind, object_id } = publication;
    await this.transactions.run(async (session) => {
      if (!(await this.repository.fail(session, publication, error))) return;
      const what = { action: `${kind}.not-published-at-band`, object_type: kind, object_id };
      const nobody = { actor_id: null, actor_roles: [], client_address: null };
      await this.audit.record(session, { ...nobody, ...what, before: null, after: { code: error.code }, reason: null });
    });
    this.logger.warn({ msg: 'not published at BAND', publication_id: publication._id.toHexString(), code: error.code });
  }
}
