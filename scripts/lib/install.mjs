// Dependencies: installed exactly as the lock says, and only when the lock or package.json changed since last time.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { run, tail } from './command.mjs';
import { hashOf, readText, writeAtomically } from './files.mjs';
import { ROOT } from './paths.mjs';
import { Explained, step } from './progress.mjs';

const YARN = '@yarnpkg/cli-dist@4.18.1';
const NETWORK = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|RequestError|network|getaddrinfo/i;

/** Inside node_modules, so that deleting node_modules also deletes the word that it is complete. */
const stampFile = path.join(ROOT, 'node_modules/.dongbaejul-installed');

const stampNow = () =>
  hashOf(['package.json', 'yarn.lock', '.yarnrc.yml'].map((name) => path.join(ROOT, name))) +
  ` node-${process.versions.modules} ${process.platform}-${process.arch}`;

/** From where on Node takes ES modules by require(), as `@fastify/static` does. */
const FIRST_MINOR = { 20: 19, 22: 12 };

/** @throws Explained when this Node is too old to run the platform */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || major === 21 || minor < (FIRST_MINOR[major] ?? 0)) {
    const wanted = 'Node 20.19, Node 22.12 or later (https://nodejs.org)';
    throw new Explained(`Node ${process.versions.node} is too old: install ${wanted}.`);
  }
}

/** @throws Explained with what to do when packages cannot be installed */
export async function install() {
  if (readText(stampFile) === stampNow()) return;
  const stamp = stampNow();
  let last = '';
  const lastLine = (line) => (last = line);
  await step(
    existsSync(stampFile) ? 'Dependencies changed; installing' : 'Installing dependencies',
    async () => {
      const env = { ...process.env, YARN_ENABLE_TELEMETRY: '0', YARN_ENABLE_COLORS: '0', npm_config_yes: 'true' };
      const args = ['--yes', YARN, 'install', '--immutable'];
      const result = await run('npx', args, { cwd: ROOT, env, onLine: lastLine });
      if (result.code === 0) return;
      throw new Explained(reason(result));
    },
    { detail: () => last.replace(/^➤ /, '').slice(0, 80) },
  );
  writeAtomically(stampFile, stamp);
}

function reason({ code, output, timedOut }) {
  if (code === 127) return 'npx was not found: install Node together with npm (https://nodejs.org).';
  if (timedOut) return 'Installing took more than 10 minutes and was stopped. Run the same command again to go on.';
  if (/YN0028|immutable/i.test(output) && !NETWORK.test(output)) {
    return `yarn.lock does not fit package.json. Run \`npx --yes ${YARN} install\` and commit yarn.lock.\n${tail(output, 6)}`;
  }
  if (NETWORK.test(output)) {
    return `The packages could not be downloaded. Check the network (and proxy settings), then run the same command again.\n${tail(output, 4)}`;
  }
  return `Installing failed:\n${tail(output, 12)}`;
}
