// One-off commands: bounded in time, output kept or shown, and stopped with us.
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { signalGroup } from './process-identity.mjs';

const running = new Set();

/** Ends every command still under way; for whoever handles a signal. */
export function killCommands() {
  for (const child of running) signalGroup(child.pid, 'SIGKILL');
}

/** Full path of a program on PATH, or undefined. */
export function which(name) {
  for (const folder of (process.env.PATH ?? '').split(path.delimiter).filter(Boolean)) {
    const file = path.join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // Not here.
    }
  }
  return undefined;
}

/**
 * Runs a command to its end.
 * @param options cwd, env; timeoutMs (default 10 minutes); show: pass its output through instead of keeping it;
 *   onLine(line) for each line of output
 * @returns { code, output, timedOut }; a command that cannot be started has code 127
 */
export function run(command, args, { cwd, env = process.env, timeoutMs = 600_000, show = false, onLine } = {}) {
  return new Promise((resolve) => {
    let output = '';
    let timedOut = false;
    const child = spawn(command, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    });
    const timer = setTimeout(() => {
      timedOut = true;
      signalGroup(child.pid, 'SIGKILL');
    }, timeoutMs);
    const end = (code) => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code, output, timedOut });
    };
    if (child.pid !== undefined) running.add(child);
    child.once('error', (error) => {
      output += error.message;
      end(127);
    });
    child.once('close', (code, signal) => end(code ?? (signal ? 1 : 0)));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        output = (output + text).slice(-200_000);
        if (onLine) for (const line of text.split('\n')) if (line.trim()) onLine(line.trim());
      });
    }
  });
}

/** The last lines of a text that say something. */
export const tail = (text, lines = 3) =>
  text
    .trim()
    .split('\n')
    .filter((line) => line.trim())
    .slice(-lines)
    .join('\n');
