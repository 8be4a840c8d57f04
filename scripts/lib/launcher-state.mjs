// Who runs the platform in this checkout: one launcher at a time, found by a file that names its process.
import { mkdirSync, openSync, closeSync, writeSync } from 'node:fs';
import { stopListed } from './children.mjs';
import { readJson, remove, writeAtomically } from './files.mjs';
import { CHILDREN_STATE, LAUNCHER_STATE, RUN } from './paths.mjs';
import { identify, isAlive } from './process-identity.mjs';
import { Explained, say } from './progress.mjs';

/** The state of the launcher that runs here now, or undefined. */
export function runningLauncher() {
  const state = readJson(LAUNCHER_STATE);
  return state && isAlive(state.owner) ? state : undefined;
}

/**
 * Makes this process the checkout's launcher, and clears what a killed one left running.
 * @throws Explained when another one is alive
 */
export async function becomeLauncher(role) {
  mkdirSync(RUN, { recursive: true });
  const other = runningLauncher();
  if (other) throw new Explained(alreadyRunning(other));
  remove(LAUNCHER_STATE);
  takeFile({ owner: identify(process.pid), role });
  const stopped = await stopListed(CHILDREN_STATE);
  if (stopped.length > 0) say(`An earlier run was killed; stopped what it left: ${stopped.join(', ')}.`);
}

/** Two starts in the same moment: only one can create the file. */
function takeFile(state) {
  try {
    const handle = openSync(LAUNCHER_STATE, 'wx', 0o600);
    writeSync(handle, JSON.stringify(state));
    closeSync(handle);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    throw new Explained(alreadyRunning(readJson(LAUNCHER_STATE)));
  }
}

/** Adds what others need to know: addresses, the control port and its key. Readable by the owner alone. */
export function publish(details) {
  writeAtomically(LAUNCHER_STATE, JSON.stringify({ ...readJson(LAUNCHER_STATE), ...details }), 0o600);
}

export function leave() {
  if (readJson(LAUNCHER_STATE)?.owner?.pid === process.pid) remove(LAUNCHER_STATE);
}

/** What to tell who starts a second one. A start:dev runs what it was asked to, which need not be a gateway. */
export function alreadyRunning(state) {
  const where = state?.role === 'up' ? state.addresses?.gateway?.[0] : undefined;
  const at = where ? ` at ${where}` : state?.control ? '' : ', still starting';
  const command = state?.role === 'start-dev' ? 'yarn start:dev' : 'npm run up';
  return `The platform already runs in this checkout (\`${command}\`, process ${state?.owner?.pid ?? 'unknown'}${at}). Stop it with Ctrl-C there; \`npm run reset\` stops it too, and clears its data.`;
}
