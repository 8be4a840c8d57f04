import { createDecipheriv, createECDH, createPublicKey, ECDH, hkdfSync, randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';

/** A browser's half of a subscription. */
export class Subscriber {
  readonly auth = randomBytes(16);
  readonly curve: ECDH = createECDH('prime256v1');

  constructor() {
    this.curve.generateKeys();
  }

  get keys(): { p256dh: string; auth: string } {
    return { p256dh: this.curve.getPublicKey('base64url'), auth: this.auth.toString('base64url') };
  }
}

/** Opens an aes128gcm message of one record as a browser does (RFC 8188, RFC 8291). */
export function openMessage(sealed: Buffer, subscriber: Subscriber): string {
  const salt = sealed.subarray(0, 16);
  const keyLength = sealed.readUInt8(20);
  const sender = sealed.subarray(21, 21 + keyLength);
  const secret = subscriber.curve.computeSecret(sender);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), subscriber.curve.getPublicKey(), sender]);
  const ikm = Buffer.from(hkdfSync('sha256', secret, subscriber.auth, info, 32));
  const key = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: aes128gcm\0', 16));
  const nonce = Buffer.from(hkdfSync('sha256', ikm, salt, 'Content-Encoding: nonce\0', 12));
  const record = sealed.subarray(21 + keyLength);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(record.subarray(-16));
  const padded = Buffer.concat([decipher.update(record.subarray(0, -16)), decipher.final()]);
  return padded.subarray(0, padded.lastIndexOf(2)).toString();
}

/** @throws unless the header is one of RFC 8292 and its token is signed by the key that it names */
export function vapidClaims(header: string): { aud: string; sub: string; key: string } {
  const [, token = '', key = ''] = /^vapid t=([^,]+), ?k=(.+)$/.exec(header) ?? [];
  const point = Buffer.from(key, 'base64url');
  const publicKey = createPublicKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  });
  const claims = jwt.verify(token, publicKey.export({ type: 'spki', format: 'pem' }), { algorithms: ['ES256'] });
  return { ...(claims as { aud: string; sub: string }), key };
}
