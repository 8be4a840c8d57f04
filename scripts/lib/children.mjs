// The list of processes a launcher started, on disk. It is how they are stopped when the launcher itself cannot:
// the watchdog reads it as soon as the launcher is gone, and the next start reads it in case both were killed.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson, remove, writeAtomically } from './files.mjs';
import { identify, isAlive, stopProcess } from './process-identity.mjs';

export const STOP_BOUND_MS = 15_000;

export class ChildrenList {
  #children = new Map();

  constructor(file) {
    this.file = file;
  }

  add(name, pid, stage) {
    this.#children.set(name, { name, stage, ...identify(pid) });
    this.#write();
  }

  delete(name) {
    if (this.#children.delete(name)) this.#write();
  }

  clear() {
    this.#children.clear();
    remove(this.file);
  }

  #write() {
    writeAtomically(
      this.file,
      JSON.stringify({ owner: identify(process.pid), children: [...this.#children.values()] }),
    );
  }
}

/** Stops what a list names: services first, then what they depend on. Returns the names of those that still lived. */
export async function stopListed(file, milliseconds = STOP_BOUND_MS) {
  const children = (readJson(file)?.children ?? []).filter(isAlive);
  const stages = [...new Set(children.map(({ stage }) => stage))].sort((a, b) => b - a);
  for (const stage of stages) {
    await Promise.all(
      children.filter((child) => child.stage === stage).map((child) => stopProcess(child, milliseconds)),
    );
  }
  remove(file);
  return children.map(({ name }) => name);
}

/**
 * Starts a small process of its own that stops everything in the list when this process is gone, even by kill -9.
 * It learns of it because the pipe to it closes. Returns a function that lets it go in peace.
 */
export function startWatchdog(file) {
  const script = path.join(path.dirname(fileURLToPath(import.meta.url)), 'watchdog.mjs');
  const dog = spawn(process.execPath, ['--max-old-space-size=32', script, file], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  dog.on('error', () => {});
  dog.stdin.on('error', () => {});
  dog.unref();
  dog.stdin.unref?.();
  return () => dog.stdin.end('done');
}
