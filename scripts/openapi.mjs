// `yarn openapi:write` makes openapi.yaml from the services' code; `yarn openapi:check` fails when it does not fit.
// Each service prints its own document: `node dist/apps/<service>/main.js openapi`.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { run, tail } from './lib/command.mjs';
import { readJson, readText, remove, writeAtomically } from './lib/files.mjs';
import { install } from './lib/install.mjs';
import { mergeOpenApi } from './lib/openapi-merge.mjs';
import { ROOT } from './lib/paths.mjs';
import { builtFile, presentServices } from './lib/platform.mjs';
import { Explained, explain, fail, say } from './lib/progress.mjs';
import { buildApps } from './lib/webpack-apps.mjs';

const FILE = path.join(ROOT, 'openapi.yaml');

async function documentOf({ name }) {
  const env = { ...process.env, NODE_ENV: 'development' };
  const { code, output } = await run(process.execPath, [builtFile(name), 'openapi'], {
    cwd: ROOT,
    env,
    timeoutMs: 60_000,
  });
  const json = output.split('\n').find((line) => line.startsWith('{"'));
  if (code !== 0 || !json)
    throw new Explained(`${name} did not print its API document (exit code ${code}):\n${tail(output, 8)}`);
  return { service: name, document: JSON.parse(json) };
}

async function currentText() {
  const { dump } = await import('js-yaml');
  const services = presentServices().filter(({ name }) => name !== 'band-emulator');
  if (services.length === 0) throw new Explained('There is no service yet that could have an API document.');
  await buildApps(services.map(({ name }) => name));
  const parts = [];
  for (const service of services) parts.push(await documentOf(service));
  const { version, description } = readJson(path.join(ROOT, 'package.json'));
  const info = { title: 'Dongbaejul API', version, description };
  const text = dump(mergeOpenApi(parts, info), { lineWidth: -1, noRefs: true, quoteStyle: 'double' });
  return `# Made from the services' code by \`yarn openapi:write\`. Do not edit.\n${text}`;
}

async function lint(file) {
  const cli = path.join(ROOT, 'node_modules/.bin/redocly');
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_COLOR: '1' };
  const { code, output } = await run(
    cli,
    ['lint', file, '--config', path.join(ROOT, 'redocly.yaml'), '--format', 'stylish'],
    {
      cwd: ROOT,
      env,
      timeoutMs: 120_000,
    },
  );
  if (code !== 0) throw new Explained(`openapi.yaml is not a good API document:\n${output.trim()}`);
}

/** The first lines of the difference, as diff shows it. */
async function difference(text) {
  const folder = mkdtempSync(path.join(tmpdir(), 'openapi-'));
  try {
    const current = path.join(folder, 'from-code.yaml');
    writeFileSync(current, text);
    const { output } = await run('diff', ['-U1', '--label', 'openapi.yaml', '--label', 'from the code', FILE, current]);
    const lines = output.split('\n');
    return lines.slice(0, 30).join('\n') + (lines.length > 30 ? `\n… and ${lines.length - 30} more lines` : '');
  } finally {
    remove(folder);
  }
}

try {
  const [mode] = process.argv.slice(2);
  if (!['write', 'check'].includes(mode)) throw new Explained('Usage: node scripts/openapi.mjs write|check');
  await install();
  const text = await currentText();
  if (mode === 'write') {
    writeAtomically(FILE, text);
    await lint(FILE);
    say('openapi.yaml is written.');
  } else if (readText(FILE) === text) {
    await lint(FILE);
    say('openapi.yaml fits the code.');
  } else {
    fail(await difference(text));
    throw new Explained('openapi.yaml does not fit the code any more: run `yarn openapi:write` and commit the result.');
  }
} catch (error) {
  process.exitCode = explain(error.message?.startsWith("The services' API") ? new Explained(error.message) : error);
}
