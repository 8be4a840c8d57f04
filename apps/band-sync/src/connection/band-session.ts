import { BandAccess } from '../band-client/band-client';
import { isBandFailure } from '../band-client/band-failure';
import type { HeldToken, TokenStore } from './token-store';

/**
 * Reading BAND over a longer time: a token that BAND refuses is renewed, once for all parallel calls that meet the
 * refusal; refused again, the connection is marked for staff.
 */
export class BandSession {
  private renewal: Promise<void> | undefined;

  private constructor(
    private readonly tokens: TokenStore,
    private current: HeldToken,
    private readonly signal: AbortSignal,
  ) {}

  static async open(tokens: TokenStore, signal: AbortSignal): Promise<BandSession> {
    return new BandSession(tokens, await tokens.token(signal), signal);
  }

  /** @throws BandFailure as the call does; `token` only when renewing did not help */
  async call<T>(ask: (access: BandAccess) => Promise<T>): Promise<T> {
    const access: BandAccess = { token: () => this.current.accessToken, signal: this.signal };
    const usedBefore = this.current;
    try {
      return await ask(access);
    } catch (error) {
      if (!isRefused(error)) throw error;
      if (this.current === usedBefore) await this.renew();
    }
    const renewed = this.current;
    try {
      return await ask(access);
    } catch (error) {
      if (isRefused(error)) await this.tokens.refused(renewed);
      throw error;
    }
  }

  /** One that failed stays failed: whoever meets the refusal later need not ask BAND again. */
  private renew(): Promise<void> {
    this.renewal ??= this.tokens.renewed(this.current, this.signal).then((token) => {
      this.current = token;
      this.renewal = undefined;
    });
    return this.renewal;
  }
}

const isRefused = (error: unknown): boolean => isBandFailure(error) && error.kind === 'token';
