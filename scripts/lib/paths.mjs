// Where things live. Everything the scripts make is git-ignored and inside the checkout,
// except fetched binaries, which are also kept for the user so that a second clone need not fetch them again.
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const DATA = path.join(ROOT, '.data');
export const BIN = path.join(DATA, 'bin');
export const RUN = path.join(DATA, 'run');
export const LOGS = path.join(ROOT, 'logs');
export const USER_BIN = path.join(process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'dongbaejul', 'bin');

export const LAUNCHER_STATE = path.join(RUN, 'launcher.json');
export const CHILDREN_STATE = path.join(RUN, 'children.json');
export const SECRETS_FILE = path.join(DATA, 'dev-secrets.json');

/** A path as a person in the checkout would type it. */
export const shown = (file) => path.relative(ROOT, file) || '.';
