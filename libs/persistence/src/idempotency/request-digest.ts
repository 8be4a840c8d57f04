import { createHmac, hkdfSync } from 'node:crypto';

const PURPOSE = 'idempotency request digest v1';

/**
 * Digests of requests under a key of the server's. A body may hold an e-mail and a password: a plain hash of it in a
 * leaked database could be guessed at many million tries a second, this one not without the secret.
 */
export class RequestDigest {
  private readonly key: Buffer;

  /** @param secret what the key is derived from (RFC 5869), the same in every process of a service */
  constructor(secret: string) {
    this.key = Buffer.from(hkdfSync('sha256', secret, '', PURPOSE, 32));
  }

  of(text: string): string {
    return createHmac('sha256', this.key).update(text).digest('base64url');
  }
}
