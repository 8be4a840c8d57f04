import { Logger } from '@nestjs/common';
import { createPublicKey, KeyObject } from 'node:crypto';
import { IdentityErrors } from '../identity.errors';

const ASK_AGAIN_AFTER_MS = 10_000;
const FRESH_FOR_MS = 30_000;
const FETCH_TIMEOUT_MS = 2_000;

interface Jwks {
  keys?: { kid?: string; kty?: string; crv?: string; x?: string; y?: string; alg?: string }[];
}

/**
 * auth's public keys by `kid`. An unknown kid asks again, at most once in 10 s however many requests bring one, whether
 * or not auth answers. Keys that were seen stay when auth is away.
 */
export class KeySet {
  private readonly logger = new Logger(KeySet.name);
  /** A Map, not an object: a kid named `constructor` must find nothing. */
  private keys = new Map<string, KeyObject>();
  private askedAt = 0;
  private answered = false;
  private asking: Promise<void> | undefined;

  /** @param urls addresses of the JWKS document, tried in order */
  constructor(private readonly urls: string[]) {}

  /**
   * The key, or undefined when auth does not know it either.
   * @throws AUTH_UNAVAILABLE when auth, asked last, did not say
   */
  async find(kid: string): Promise<KeyObject | undefined> {
    const known = this.keys.get(kid);
    if (known) return known;
    const isDue = Date.now() - this.askedAt >= ASK_AGAIN_AFTER_MS;
    const asking = this.asking ?? (isDue ? this.refresh() : undefined);
    // `answered` tells how it went, also those who came while somebody else was asking.
    await asking?.catch(() => undefined);
    const found = this.keys.get(kid);
    if (!found && !this.answered) throw IdentityErrors.AUTH_UNAVAILABLE({ retry_after: 1 });
    return found;
  }

  /** Whether a key still holds: one that auth took back must not live on in what was verified before. */
  has(kid: string): boolean {
    return this.keys.has(kid);
  }

  /** Asks again and again, so that a key that auth took back is known here soon. @returns stops it */
  keepFresh(everyMs = FRESH_FOR_MS): () => void {
    const timer = setInterval(() => void this.refresh().catch(() => undefined), everyMs);
    return () => clearInterval(timer);
  }

  /** Fetches the document. @throws when no address gives one */
  refresh(): Promise<void> {
    this.askedAt = Date.now();
    this.asking ??= this.fetchKeys().finally(() => (this.asking = undefined));
    return this.asking;
  }

  private async fetchKeys(): Promise<void> {
    let failure: unknown;
    for (const url of this.urls) {
      try {
        const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
        if (!response.ok) throw new Error(`JWKS answered ${response.status}`);
        this.keys = this.read((await response.json()) as Jwks);
        this.answered = true;
        return;
      } catch (error) {
        failure = error;
      }
    }
    this.answered = false;
    throw failure;
  }

  private read(document: Jwks): Map<string, KeyObject> {
    const keys = new Map<string, KeyObject>();
    for (const jwk of document.keys ?? []) {
      if (!jwk.kid || jwk.kty !== 'EC' || jwk.crv !== 'P-256') continue;
      try {
        keys.set(jwk.kid, createPublicKey({ key: jwk, format: 'jwk' }));
      } catch {
        this.logger.warn({ msg: 'unreadable key in JWKS', kid: jwk.kid });
      }
    }
    return keys;
  }
}
