// `yarn keys:rotate [file]`: adds a signing key to auth's key file. The new key is published at once and signs five
// minutes later; keys whose tokens have expired by now leave. `--now` is for a key that others have: the new one signs
// at once, the others leave, and every access token is refused until it is refreshed. `--life 15m` tells the life of
// access tokens where JWT_EXPIRES_IN is not set.
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { chownSync, existsSync, readFileSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT, shown } from './lib/paths.mjs';
import { explain, Explained, say } from './lib/progress.mjs';

/** All who check tokens ask for keys every 30 s, and auth reads the file every 10 s. */
const PUBLISHED_BEFORE_MS = 5 * 60_000;
const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const ENTRY = /(?:# signs-from: (\S+)\s+)?(-----BEGIN [A-Z ]+-----[\s\S]+?-----END [A-Z ]+-----)/g;

function lifeOf(text) {
  const [, amount, unit = 's'] = /^(\d+)([smhd])?$/.exec(text) ?? [];
  if (!amount) throw new Explained(`${text} is no time like 15m or 24h.`);
  return Number(amount) * UNITS[unit];
}

function rotate() {
  const { values, positionals } = parseArgs({
    options: { now: { type: 'boolean', default: false }, life: { type: 'string' } },
    allowPositionals: true,
  });
  const named = path.resolve(ROOT, positionals[0] ?? process.env.JWT_PRIVATE_KEY_FILE ?? '.data/jwt-private.pem');
  if (!existsSync(named)) throw new Explained(`There is no key file ${shown(named)}; name it: yarn keys:rotate <file>`);
  // A link stays one: auth reads what it leads to.
  const file = realpathSync(named);
  const lifeMs = lifeOf(values.life ?? process.env.JWT_EXPIRES_IN ?? '24h');
  const now = Date.now();
  const signsFrom = values.now ? now : now + PUBLISHED_BEFORE_MS;
  const old = [...readFileSync(file, 'utf8').matchAll(ENTRY)]
    .map(([, from, pem]) => ({ from: from ? Date.parse(from) : 0, pem }))
    .sort((a, b) => a.from - b.from);
  if (old.length === 0) throw new Explained(`${shown(file)} holds no signing key; it stays as it is.`);
  if (old.some(({ from }) => Number.isNaN(from))) {
    throw new Explained(`A signs-from in ${shown(file)} is no time; it stays as it is.`);
  }
  // A key leaves when what it signed has expired: its successor began longer ago than a token lives.
  const kept = values.now ? [] : old.filter((_, i) => !old[i + 1] || now < old[i + 1].from + lifeMs + 60_000);
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).trim();
  const text = [...kept, { from: signsFrom, pem }]
    .map((key) => `${key.from ? `# signs-from: ${new Date(key.from).toISOString()}\n` : ''}${key.pem}\n`)
    .join('');
  const draft = `${file}.${randomUUID()}`;
  const { uid, gid } = statSync(file);
  writeFileSync(draft, text, { mode: 0o600 });
  // Whoever could read the old keys, auth that is, reads the new ones, also when root changed them.
  if (process.getuid?.() !== uid) chownSync(draft, uid, gid);
  // auth reads the old keys or the new ones, never half of them.
  renameSync(draft, file);
  say(
    `${shown(file)}: a new key signs from ${new Date(signsFrom).toISOString()}; ${kept.length} of ${old.length} older stay.`,
  );
}

try {
  rotate();
} catch (error) {
  process.exitCode = explain(error);
}
