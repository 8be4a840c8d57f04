// Programs fetched before: in the checkout, and in the user's cache, which other checkouts share.
// A program is a folder; it is put in place by one rename, so a cut-off fetch leaves nothing half-done behind.
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync } from 'node:fs';
import path from 'node:path';
import { run, tail } from './command.mjs';
import { remove } from './files.mjs';
import { BIN, DATA, USER_BIN } from './paths.mjs';
import { Explained, say } from './progress.mjs';

/** A folder to fetch into, on the same disk as the place the result goes to. */
function stagingFolder() {
  mkdirSync(DATA, { recursive: true });
  return mkdtempSync(path.join(DATA, 'fetching-'));
}

/** True when the program starts here: right processor, right libraries. */
async function works(file) {
  const { code } = await run(file, ['--version'], { timeoutMs: 15_000 });
  return code === 0;
}

/** Path of a program kept from before, or undefined. One that is found only in the user's cache is copied here. */
export async function keptBinary(tool, program) {
  const here = path.join(BIN, tool, program);
  if (existsSync(here) && (await works(here))) return here;
  const shared = path.join(USER_BIN, tool, program);
  if (!existsSync(shared) || !(await works(shared))) return undefined;
  const staging = stagingFolder();
  try {
    cpSync(path.dirname(shared), path.join(staging, tool), { recursive: true });
    putInPlace(path.join(staging, tool), path.join(BIN, tool));
    return here;
  } catch {
    return shared;
  } finally {
    remove(staging);
  }
}

/** Keeps a fetched folder in the checkout and, when it can, in the user's cache. Returns the program's path. */
function keep(tool, program, folder) {
  try {
    mkdirSync(USER_BIN, { recursive: true });
    const beside = mkdtempSync(path.join(USER_BIN, `.${tool}-`));
    cpSync(folder, path.join(beside, tool), { recursive: true });
    putInPlace(path.join(beside, tool), path.join(USER_BIN, tool));
    remove(beside);
  } catch {
    // No writable home, or no space there: the copy in the checkout is enough.
  }
  putInPlace(folder, path.join(BIN, tool));
  return path.join(BIN, tool, program);
}

function putInPlace(folder, place) {
  mkdirSync(path.dirname(place), { recursive: true });
  remove(place);
  renameSync(folder, place);
}

/**
 * Tries one source after another, each in a folder that is cleared afterwards, and keeps what the first good one gave.
 * @param sources [name, fetch(folder) → path of the program, alone with what it needs in its folder]
 * @throws Explained with `advice` and what was tried
 */
export async function fetchFirst({ label, tool, program, sources, advice }) {
  say(`${label}: not installed, not kept from before; fetching it.`);
  const tried = [];
  for (const [source, fetch] of sources) {
    const staging = stagingFolder();
    try {
      const file = await fetch(staging);
      if (!(await works(file))) throw new Error('what came does not start on this machine');
      const place = keep(tool, program, path.dirname(file));
      say(`${label}: ${source} worked; kept for next time.`);
      return place;
    } catch (error) {
      const why = tail(error.message, 1).replace(/\.$/, '');
      tried.push(`${source} (${why})`);
      say(`${label}: ${source} did not work: ${why}.`);
    } finally {
      remove(staging);
    }
  }
  throw new Explained(
    `${label} could not be found or fetched. ${advice}, then run the same command again. Tried: ${tried.join('; ')}.`,
  );
}
