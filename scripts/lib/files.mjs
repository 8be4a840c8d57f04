// Small file helpers. A file is written beside its place and renamed: whoever reads sees all of it or the old one.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export function writeAtomically(file, text, mode = 0o644) {
  mkdirSync(path.dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}.tmp`;
  writeFileSync(beside, text, { mode });
  renameSync(beside, file);
}

/** The parsed file, or undefined when it is missing or was cut short. */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

export const readText = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

export const remove = (target) => rmSync(target, { recursive: true, force: true, maxRetries: 3 });

/** Hash over the contents of files and of everything below folders; missing ones count as empty. */
export function hashOf(targets, { skip = () => false } = {}) {
  const hash = createHash('sha256');
  for (const target of targets) addToHash(hash, target, skip);
  return hash.digest('hex');
}

function addToHash(hash, target, skip) {
  if (!existsSync(target) || skip(target)) return;
  if (statSync(target).isDirectory()) {
    for (const name of readdirSync(target).sort()) addToHash(hash, path.join(target, name), skip);
  } else {
    hash.update(target).update('\0').update(readFileSync(target)).update('\0');
  }
}
