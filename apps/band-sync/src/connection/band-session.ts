import { BandAccess } from '../band-client/band-client';
import { isBandFailure } from '../band-client/band-failure';
import type { TokenStore } from './token-store';

/**
 * Reading BAND over a longer time: a token that BAND refuses is renewed once, whoever of the parallel calls meets the
 * refusal first; refused again, the connection is marked for staff.
 */
export class BandSession {
  private renewal: Promise<void> | undefined;

  private constructor(
    private readonly tokens: TokenStore,
    private current: string,
    private readonly signal: AbortSignal,
  ) {}

  static async open(tokens: TokenStore, signal: AbortSignal): Promise<BandSession> {
    return new BandSession(tokens, await guarded(tokens, () => tokens.token(signal)), signal);
  }

  /** @throws BandFailure as the call does; `token` only when renewing did not help */
  async call<T>(ask: (access: BandAccess) => Promise<T>): Promise<T> {
    const access: BandAccess = { token: () => this.current, signal: this.signal };
    const usedBefore = this.current;
    try {
      return await ask(access);
    } catch (error) {
      if (!isBandFailure(error) || error.kind !== 'token') throw error;
      if (this.current === usedBefore) await this.renew();
      return guarded(this.tokens, () => ask(access));
    }
  }

  private renew(): Promise<void> {
    this.renewal ??= guarded(this.tokens, async () => {
      this.current = await this.tokens.renewed(this.signal);
    });
    return this.renewal;
  }
}

async function guarded<T>(tokens: TokenStore, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isBandFailure(error) && error.kind === 'token') await tokens.refused();
    throw error;
  }
}
