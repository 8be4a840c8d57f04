// `npm run reset`: back to an empty platform. Stops a running one and clears its data, secrets and logs;
// `--all` also clears what only costs time to make again: builds, compiler cache, fetched MongoDB and Redis.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { stopListed } from './lib/children.mjs';
import { askToStop } from './lib/control.mjs';
import { remove } from './lib/files.mjs';
import { runningLauncher } from './lib/launcher-state.mjs';
import { BIN, CHILDREN_STATE, DATA, LOGS, ROOT, shown } from './lib/paths.mjs';
import { isAlive, stopProcess } from './lib/process-identity.mjs';
import { explain, say } from './lib/progress.mjs';

const STOP_BOUND_MS = 40_000;

async function stopRunning() {
  const launcher = runningLauncher();
  if (launcher) {
    say(`Stopping the running platform (process ${launcher.owner.pid}) …`);
    await (launcher.control ? askToStop(launcher).catch(() => {}) : stopProcess(launcher.owner, STOP_BOUND_MS));
    const end = Date.now() + STOP_BOUND_MS;
    while (isAlive(launcher.owner) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 100));
    await stopProcess(launcher.owner, 1_000);
  }
  await stopListed(CHILDREN_STATE);
}

try {
  const { values } = parseArgs({ options: { all: { type: 'boolean', default: false } } });
  await stopRunning();
  const inData = existsSync(DATA) ? readdirSync(DATA).map((name) => path.join(DATA, name)) : [];
  const kept = values.all ? [] : [BIN, path.join(DATA, 'cache')];
  const targets = [
    ...inData.filter((file) => !kept.includes(file)),
    LOGS,
    ...(values.all ? [path.join(ROOT, 'dist')] : []),
  ];
  for (const target of targets) remove(target);
  say(`Cleared ${targets.map(shown).join(', ')}.`);
} catch (error) {
  process.exitCode = explain(error);
}
