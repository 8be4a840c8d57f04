import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { inheritedEnvironment } from './test-config';

const LINES_KEPT = 2_000;

type Entry = Record<string, unknown>;

/** A process of a test: started, killed, paused, started again; its output is kept. */
export class Child {
  readonly lines: string[] = [];
  private process: ChildProcess | undefined;
  /** What each kept line says: a test that waits for one asks many times a second. */
  private read = new Map<string, Entry | undefined>();

  constructor(
    readonly name: string,
    private readonly command: string,
    private readonly args: string[],
    readonly env: NodeJS.ProcessEnv = inheritedEnvironment(),
  ) {}

  get running(): boolean {
    return this.process !== undefined;
  }

  get pid(): number | undefined {
    return this.process?.pid;
  }

  start(): void {
    if (this.process) return;
    const child = spawn(this.command, this.args, { env: this.env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.process = child;
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream.setEncoding('utf8').on('data', (text: string) => {
        const parts = (rest + text).split('\n');
        rest = parts.pop() ?? '';
        this.lines.push(...parts);
        if (this.lines.length > LINES_KEPT) this.lines.splice(0, this.lines.length - LINES_KEPT);
      });
    }
    child.once('exit', (code, signal) => {
      this.lines.push(`${this.name} ended: ${signal ?? code}`);
      if (this.process === child) this.process = undefined;
    });
  }

  /** SIGKILL, SIGTERM, SIGSTOP, … Resolves when the process is gone, for those that end it. */
  async signal(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    if (!child) return;
    child.kill(signal);
    if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') await once(child, 'exit');
  }

  kill(): Promise<void> {
    return this.signal('SIGKILL');
  }

  /** From here on nobody reads its output, as when the launcher that started it was killed. */
  closeOutput(): void {
    this.process?.stdout?.destroy();
    this.process?.stderr?.destroy();
  }

  async stop(): Promise<void> {
    const child = this.process;
    if (!child) return;
    const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
    child.kill('SIGCONT');
    await this.signal('SIGTERM');
    clearTimeout(timer);
  }

  /** Log lines as objects; what is not JSON is left out. */
  entries(): Entry[] {
    const known = this.read;
    this.read = new Map();
    return this.lines.flatMap((line) => {
      const entry = known.has(line) ? known.get(line) : parsed(line);
      this.read.set(line, entry);
      return entry ? [entry] : [];
    });
  }
}

function parsed(line: string): Entry | undefined {
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return undefined;
  }
}
