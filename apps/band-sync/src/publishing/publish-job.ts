import { toAppError } from '@dongbaejul/service-kit';
import type { ErrorShape } from '@dongbaejul/contracts';
import { Injectable, Logger } from '@nestjs/common';
import { BandClient } from '../band-client/band-client';
import { isBandFailure } from '../band-client/band-failure';
import { ASK_WITHIN_MS, BandSyncConfig } from '../config';
import { BandSession } from '../connection/band-session';
import { TokenStore } from '../connection/token-store';
import { EndPublication } from './end-publication';
import { FindPost } from './find-post';
import { OwnPosts } from './own-posts';
import { isRefusal, MOST_LOOKS, passes, waitMs } from './publish-rules';
import type { Publication } from './publication.schema';
import { PublicationsRepository } from './publications.repository';

/**
 * Brings one publication to BAND, or finds out that it is there. It may be taken up anywhere, after any crash. BAND is
 * asked once: whatever leaves open whether it has the post, it is looked for, and only staff have it posted again.
 */
@Injectable()
export class PublishJob {
  private readonly logger = new Logger('Publishing');

  constructor(
    private readonly config: BandSyncConfig,
    private readonly tokens: TokenStore,
    private readonly band: BandClient,
    private readonly repository: PublicationsRepository,
    private readonly own: OwnPosts,
    private readonly finding: FindPost,
    private readonly end: EndPublication,
  ) {}

  /** Never throws; what it could not note, the next process finds as it was. */
  async run(publication: Publication, signal: AbortSignal): Promise<void> {
    let current = publication;
    try {
      const session = await BandSession.open(this.tokens, signal);
      if (publication.first_asked_at !== null) {
        const key = await this.finding.keyOf(session, publication);
        if (key !== undefined) return await this.seen(publication, key);
      }
      if (publication.state !== 'queued') return await this.lookLater(publication, publication.error);
      const asked = await this.aboutToAsk(publication);
      if (!asked) return;
      current = asked;
      await this.ask(session, asked);
    } catch (error) {
      // This process is stopping: what was not asked goes on elsewhere at once, what was is looked for as usual.
      const next = current === publication ? new Date() : this.settled();
      const over = signal.aborted ? this.repository.release(current, next) : this.cannot(current, error);
      await over.catch((unwritten: unknown) =>
        this.logger.warn({ msg: 'a publication will be tried again', reason: (unwritten as Error).message }),
      );
    }
  }

  /** Notes it first, so that whoever takes it up after a crash knows. @returns undefined when it must not be asked */
  private async aboutToAsk(publication: Publication): Promise<Publication | undefined> {
    const now = new Date();
    if (!(await this.repository.ask(publication, now))) return undefined;
    const isPrompt = Date.now() - now.getTime() <= ASK_WITHIN_MS;
    // Nobody was asked: unless another has it by now, it is as it was.
    if (!isPrompt) await this.repository.postpone(publication, now, null, true);
    return isPrompt ? { ...publication, state: 'posting', asked_at: now, waits: 0 } : undefined;
  }

  private async ask(session: BandSession, publication: Publication): Promise<void> {
    try {
      const { text, push } = publication;
      const key = await session.call((access) => this.band.createPost(access, text, push));
      await this.own.settle(publication, key, true);
    } catch (error) {
      if (!isBandFailure(error)) throw error;
      this.logger.warn({ msg: 'BAND did not take a post', reason: error.message, ...error.facts });
      const shape = error.toAppError().toShape();
      if (!isRefusal(error)) return await this.repository.postpone(publication, this.settled(), shape);
      if (!passes(error)) return await this.fail(publication, shape);
      const wait = Math.max(this.waitMs(publication.attempts), error.facts.retryAfterMs ?? 0);
      await this.repository.postpone(publication, new Date(Date.now() + wait), shape, true);
    }
  }

  private async seen(publication: Publication, key: string): Promise<void> {
    await this.own.settle(publication, key);
    // Still held: another publication of the same words has that post by now, and this one may be the next.
    await this.repository.postpone(publication, new Date(), publication.error);
  }

  /** BAND does not show it, or cannot be read: that does not mean that it will not be there. */
  private async lookLater(publication: Publication, error: ErrorShape | null): Promise<void> {
    const waits = publication.waits ?? 0;
    if (waits >= MOST_LOOKS && publication.state === 'failed') return this.repository.restFailed(publication);
    if (waits >= MOST_LOOKS) return this.end.asUnknown({ ...publication, error });
    const wait = this.waitMs(Math.max(0, waits - 1));
    await this.repository.postpone(publication, new Date(Date.now() + wait), error);
  }

  /** BAND wrote nothing now; what it may have written of an earlier asking is looked for all the same. */
  private fail(publication: Publication, error: ErrorShape): Promise<void> {
    return this.end.asFailed(publication, error, publication.in_doubt ? this.settled() : undefined);
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
    if (publication.state === 'posting') return this.lookLater(publication, known.toShape());
    // Why it failed is what the record goes on to say.
    if (publication.state === 'failed') return this.lookLater(publication, publication.error);
    const isOver = isBandFailure(error) ? isRefusal(error) && !passes(error) : known.kind === 'conflict';
    if (isOver && publication.first_asked_at === null) return this.end.asFailed(publication, known.toShape());
    const wait = this.waitMs(publication.waits ?? 0);
    this.logger.warn({ msg: 'a publication has to wait', reason: known.code, wait_ms: wait });
    await this.repository.postpone(publication, new Date(Date.now() + wait), known.toShape());
  }
}
