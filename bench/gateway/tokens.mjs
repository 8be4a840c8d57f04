// Access tokens as auth signs them, of as many members as asked for.
import jwt from 'jsonwebtoken';
import { generateKeyPairSync, randomUUID } from 'node:crypto';

const KID = 'bench';

/** @returns { publicJwk, tokens } with tokens that are good for an hour */
export function makeTokens(count) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const now = Math.floor(Date.now() / 1000);
  const tokens = Array.from({ length: count }, (_, i) =>
    jwt.sign(
      {
        sub: `65f0${i.toString(16).padStart(20, '0')}`,
        username: `김민수${i}`,
        roles: ['USER'],
        sid: randomUUID(),
        iat: now,
        exp: now + 3600,
        iss: 'dongbaejul-auth',
        aud: 'dongbaejul-api',
        jti: randomUUID(),
      },
      privateKey,
      { algorithm: 'ES256', header: { alg: 'ES256', typ: 'at+jwt', kid: KID } },
    ),
  );
  return { publicJwk: JSON.stringify({ ...publicKey.export({ format: 'jwk' }), kid: KID }), tokens };
}
