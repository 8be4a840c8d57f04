// Secrets of a development checkout: made once, kept in a git-ignored file that only its owner can read.
import { createECDH, randomBytes } from 'node:crypto';
import { readJson, writeAtomically } from './files.mjs';
import { SECRETS_FILE } from './paths.mjs';

const make = {
  GATEWAY_SIGNING_SECRET: () => randomBytes(32).toString('base64url'),
  // A key id before the key lets keys be rotated: what is stored says which one it was encrypted with.
  DATA_ENCRYPTION_KEY: () => `k1:${randomBytes(32).toString('base64')}`,
  // A key on the P-256 curve: browsers know this platform's pushes by it.
  VAPID_PRIVATE_KEY: () => {
    const curve = createECDH('prime256v1');
    curve.generateKeys();
    return Buffer.concat([Buffer.alloc(32), curve.getPrivateKey()])
      .subarray(-32)
      .toString('base64url');
  },
  BAND_CLIENT_ID: () => 'dongbaejul-dev',
  BAND_CLIENT_SECRET: () => randomBytes(16).toString('hex'),
};

/** All secrets; what is missing is made and kept. What the environment sets wins and is not kept. */
export function devSecrets(env = process.env) {
  const kept = readJson(SECRETS_FILE) ?? {};
  const missing = Object.keys(make).filter((name) => !kept[name]);
  if (missing.length > 0) {
    for (const name of missing) kept[name] = make[name]();
    writeAtomically(SECRETS_FILE, `${JSON.stringify(kept, null, 2)}\n`, 0o600);
  }
  const given = Object.keys(make).filter((name) => env[name]);
  return { ...kept, ...Object.fromEntries(given.map((name) => [name, env[name]])) };
}
