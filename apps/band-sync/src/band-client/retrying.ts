import { Injectable, Logger } from '@nestjs/common';
import { BandSyncConfig } from '../config';
import { isBandFailure } from './band-failure';
import { Clock } from './clock';
import { waitBeforeNextTry } from './retry-policy';

/** Repeats a call as the retry policy says. */
@Injectable()
export class Retrying {
  private readonly logger = new Logger('BandClient');

  constructor(
    private readonly config: BandSyncConfig,
    private readonly clock: Clock,
  ) {}

  /** @throws the last failure, or AbortError while waiting */
  async run<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      signal?.throwIfAborted();
      try {
        return await call();
      } catch (error) {
        if (!isBandFailure(error)) throw error;
        const tried = { kind: error.kind, attempt, retryAfterMs: error.facts.retryAfterMs };
        const wait = waitBeforeNextTry(tried, this.clock.random(), this.config.BAND_RETRY_UNIT_MS);
        if (wait === undefined) throw error;
        this.logger.warn({ msg: 'BAND call failed, trying again', reason: error.message, attempt, wait_ms: wait });
        await this.clock.sleep(wait, signal);
      }
    }
  }
}
