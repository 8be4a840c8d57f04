import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The key in a file, readable by its owner alone.
 * @param mayCreate makes a missing one; processes that start together end up with the same
 * @throws when it is missing and may not be made
 */
export function readKeyFile(file: string, mayCreate: boolean): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (!mayCreate || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  createOnce(file);
  return readFileSync(file, 'utf8');
}

/** Linking a finished file into place fails where one is already, and never shows half a key. */
function createOnce(file: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  writeFileSync(draft, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
