// Long-running children: started, watched, restarted with back-off when they die, stopped in order.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import readline from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { STOP_BOUND_MS } from './children.mjs';
import { identify, isAlive, signalGroup } from './process-identity.mjs';
import { dim, green, say, warn } from './progress.mjs';

const FIRST_DELAY_MS = 200;
const LONGEST_DELAY_MS = 15_000;
/** Who lived this long was well; its next death starts the back-off anew. */
const WELL_AFTER_MS = 30_000;
const LINES_KEPT = 40;
const LOOK_EVERY_MS = 150;

/** Delay before restart number n (from 0), in milliseconds. */
export const backOff = (n) => Math.min(FIRST_DELAY_MS * 2 ** n, LONGEST_DELAY_MS);

export class ManagedProcess {
  #child;
  #identity;
  #wanted = false;
  #failures = 0;
  #timer;
  #startedAt = 0;

  /**
   * @param spec name; command, args, env, cwd; stage (a higher one stops first);
   *   onLine(line, isError) for its output; stopBoundMs until SIGKILL;
   *   isReady(), a promise of whether it does its work, so that one that died is said to be back
   * @param children the ChildrenList it is written to while it lives
   */
  constructor(spec, children) {
    this.spec = spec;
    this.name = spec.name;
    this.children = children;
    this.lastLines = [];
    this.restarts = 0;
  }

  get pid() {
    return this.#child?.pid;
  }

  get running() {
    return this.#child !== undefined;
  }

  start() {
    this.#wanted = true;
    clearTimeout(this.#timer);
    if (!this.#child) this.#spawn();
    return this;
  }

  #spawn() {
    const { command, args = [], env = process.env, cwd } = this.spec;
    // A group of its own: Ctrl-C in the terminal reaches the launcher alone, which stops its children in order.
    const child = spawn(command, args, { env, cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    this.#startedAt = Date.now();
    child.once('error', (error) => this.#ended(child, error.message));
    child.once('exit', (code, signal) => this.#ended(child, signal ? `signal ${signal}` : `exit code ${code}`));
    if (child.pid === undefined) return;
    this.#identity = identify(child.pid);
    this.children?.add(this.name, child.pid, this.spec.stage ?? 0);
    for (const [stream, isError] of [
      [child.stdout, false],
      [child.stderr, true],
    ]) {
      readline.createInterface({ input: stream }).on('line', (line) => this.#line(line, isError));
    }
  }

  #line(line, isError) {
    this.lastLines.push(line);
    if (this.lastLines.length > LINES_KEPT) this.lastLines.shift();
    this.spec.onLine?.(line, isError);
  }

  #ended(child, reason) {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.lastExit = reason;
    this.children?.delete(this.name);
    if (!this.#wanted) return;
    if (Date.now() - this.#startedAt > WELL_AFTER_MS) this.#failures = 0;
    const delay = backOff(this.#failures++);
    this.restarts++;
    warn(`${this.name} died (${reason}); starting it again in ${(delay / 1000).toFixed(1)} s.`);
    this.#timer = setTimeout(() => this.#startAgain(), delay);
  }

  #startAgain() {
    if (!this.#wanted) return;
    this.#spawn();
    if (this.spec.isReady) void this.#sayWhenBack(this.#child);
  }

  /** Until then, or until this one dies as well, or is no longer wanted. */
  async #sayWhenBack(child) {
    const current = () => this.#wanted && this.#child === child;
    while (current()) {
      const ready = await this.spec.isReady();
      if (ready && current()) return say(`${green('✓')} ${this.name} is back.`);
      await pause(LOOK_EVERY_MS);
    }
  }

  /** SIGTERM, then SIGKILL after the bound. Safe to call at any time, and twice. */
  async stop() {
    this.#wanted = false;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (!child) return;
    const exited = once(child, 'exit').catch(() => {});
    signalGroup(child.pid, 'SIGTERM');
    const kill = setTimeout(() => {
      warn(`${this.name} did not stop in time and is killed.`);
      signalGroup(child.pid, 'SIGKILL');
    }, this.spec.stopBoundMs ?? STOP_BOUND_MS);
    await exited;
    clearTimeout(kill);
    // Whatever it had started in its group goes too.
    if (!isAlive(this.#identity)) signalGroup(child.pid, 'SIGKILL');
  }
}

/** Stops managed processes stage by stage, the highest first; within a stage all at once. */
export async function stopAll(processes) {
  const stages = [...new Set(processes.map((one) => one.spec.stage ?? 0))].sort((a, b) => b - a);
  for (const stage of stages) {
    await Promise.all(processes.filter((one) => (one.spec.stage ?? 0) === stage).map((one) => one.stop()));
  }
}

/** Prints a service's lines: all of them when verbose, else warnings, errors, and whatever is no JSON on stderr. */
export function printLines(name, { verbose = false } = {}) {
  const prefix = dim(`[${name}]`);
  return (line, isError) => {
    const text = readable(line, isError, verbose);
    if (text) say(`${prefix} ${text}`);
  };
}

const LOUD = new Set(['warn', 'error', 'fatal']);

/** A log line as a person would want it, or undefined when it is not worth showing. */
export function readable(line, isError = false, verbose = false) {
  let entry;
  try {
    entry = JSON.parse(line);
  } catch {
    return isError || verbose ? line : undefined;
  }
  if (typeof entry !== 'object' || entry === null) return verbose ? line : undefined;
  if (!verbose && !LOUD.has(entry.level)) return undefined;
  const error = entry.err?.message && entry.err.message !== entry.msg ? `: ${entry.err.message}` : '';
  const trace = entry.trace_id ? dim(` (trace ${entry.trace_id})`) : '';
  return `${entry.level} ${entry.context ? `${entry.context}: ` : ''}${sentence(entry)}${error}${trace}`;
}

/** What a line says beside its message: of a request what was asked and answered, of others their first facts. */
function sentence(entry) {
  if (entry.msg === 'request') return `${entry.method} ${entry.path} ${entry.status} ${entry.duration_ms} ms`;
  const facts = ['upstream', 'url', 'connection', 'reason', 'event', 'ask', 'outcome'];
  const told = facts.filter((name) => entry[name] !== undefined);
  return [entry.msg ?? '', ...told.map((name) => `${name}=${entry[name]}`)].join(' ');
}
