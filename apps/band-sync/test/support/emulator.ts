import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../../../..');
const MAIN = path.join(ROOT, 'dist/apps/band-emulator/main.js');
const URL_LINE = /BAND emulator on (\S+):/;

export interface Emulator {
  url: string;
  /** Orders faults, after forgetting those before. */
  faults(...faults: object[]): Promise<void>;
  settings(settings: object): Promise<void>;
  change(changes: object): Promise<Record<string, unknown>>;
  calls(): Promise<Record<string, number>>;
  members(): Promise<{ user_key: string; name: string; role?: string }[]>;
  stop(): Promise<void>;
}

/** A run reads all of it: what a test is not about is small. */
const CLUB = { EMULATOR_MEMBERS: '40', EMULATOR_POSTS: '120', EMULATOR_ALBUMS: '2', EMULATOR_PHOTOS: '20' };

/** The real emulator, in a process of its own: apps do not import apps. */
export async function startEmulator(env: Record<string, string> = {}): Promise<Emulator> {
  if (!existsSync(MAIN)) {
    const nest = path.join(ROOT, 'node_modules/@nestjs/cli/bin/nest.js');
    execFileSync(process.execPath, [nest, 'build', 'band-emulator'], { cwd: ROOT, stdio: 'pipe' });
  }
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env.PATH, NODE_ENV: 'test', PORT: '0', ...CLUB, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await listening(child);
  const call = async <T>(method: string, route: string, body?: object): Promise<T> => {
    const answer = await fetch(`${url}${route}`, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    url,
    faults: async (...faults) => {
      await call('DELETE', '/emulator/faults');
      if (faults.length > 0) await call('POST', '/emulator/faults', { faults });
    },
    settings: async (settings) => void (await call('POST', '/emulator/faults', settings)),
    change: (changes) => call('POST', '/emulator/changes', changes),
    calls: async () => (await call<{ endpoints: Record<string, number> }>('GET', '/emulator/stats')).endpoints,
    members: async () =>
      (await call<{ members: { user_key: string; name: string; role?: string }[] }>('GET', '/emulator/members'))
        .members,
    stop: () => ended(child),
  };
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      const url = URL_LINE.exec(output)?.[1];
      if (url) resolve(url);
    });
    child.once('exit', (code) => reject(new Error(`the emulator ended with ${code}: ${output}`)));
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}
