// Child processes that each keep to one core, so that what is measured does not share it with what measures.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { which } from '../../scripts/lib/command.mjs';
import { Explained } from '../../scripts/lib/progress.mjs';

const STOP_BOUND_MS = 15_000;
/** Generous: where others use the machine as well, a service takes long to start. */
const READY_BOUND_MS = 90_000;
/** Of /proc/<pid>/stat; Linux on every architecture Node runs on. */
const TICKS_PER_SECOND = 100;

export const MEASURED_CORE = 0;
export const OTHER_CORE = 1;
export const canPin = process.platform === 'linux' && availableParallelism() > 1 && Boolean(which('taskset'));

const running = new Set();
const killAll = () => running.forEach((one) => one.child.kill('SIGKILL'));
process.once('exit', killAll);
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));

export class PinnedProcess {
  /**
   * @param name for messages
   * @param core the core it runs on, where the system can pin
   * @param output `pipe` keeps what it prints, `ignore` sends standard output to /dev/null
   */
  constructor(name, command, args, { core = OTHER_CORE, env = {}, output = 'ignore' } = {}) {
    this.name = name;
    this.output = '';
    const [program, ...rest] = canPin ? ['taskset', '-c', String(core), command, ...args] : [command, ...args];
    this.child = spawn(program, rest, { env: { ...process.env, ...env }, stdio: ['ignore', output, 'pipe'] });
    this.child.stdout?.on('data', (data) => (this.output += data));
    this.errors = '';
    this.child.stderr.on('data', (data) => (this.errors = (this.errors + data).slice(-4_000)));
    running.add(this);
    this.ended = once(this.child, 'exit').then(([code]) => {
      running.delete(this);
      return code;
    });
  }

  /** Waits until `check` does not throw. @throws when the process ends first or 90 s pass */
  async until(check) {
    const end = Date.now() + READY_BOUND_MS;
    for (;;) {
      if (this.child.exitCode !== null) throw new Explained(`${this.name} ended at its start:\n${this.errors}`);
      try {
        return await check();
      } catch (error) {
        if (Date.now() > end)
          throw new Explained(`${this.name} did not become ready: ${error.message}\n${this.errors}`);
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  /** @param url of a service, which says by itself when it is ready. @throws like `until` */
  untilReady(url) {
    return this.until(async () => {
      if (!(await fetch(`${url}/readyz`)).ok) throw new Error('not ready');
    });
  }

  /** Seconds of CPU used so far; undefined where the system does not tell. */
  cpuSeconds() {
    if (process.platform !== 'linux') return undefined;
    const fields = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }

  /** Megabytes that it has resident now; undefined where the system does not tell. */
  residentMb() {
    if (process.platform !== 'linux') return undefined;
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) / 1_024;
  }

  /** Asks it to stop, then makes it. */
  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), STOP_BOUND_MS);
    await this.ended;
    clearTimeout(timer);
  }
}

export const stopAll = () => Promise.all([...running].map((one) => one.stop()));
