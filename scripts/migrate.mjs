// `yarn migrate [service…]`: brings the databases up to date and ends, without opening a port. Services do the same
// when they start; this does it beforehand, on the running platform's MongoDB and Redis, or on ones started for it.
import { run, tail } from './lib/command.mjs';
import { install } from './lib/install.mjs';
import { Launcher, stopOnSignals } from './lib/launcher.mjs';
import { runningLauncher } from './lib/launcher-state.mjs';
import { ROOT } from './lib/paths.mjs';
import { chosenServices, serviceArguments } from './lib/platform.mjs';
import { Explained, explain, say, step } from './lib/progress.mjs';
import { buildApps } from './lib/webpack-apps.mjs';

async function migrate(launcher, { name }) {
  const instance = launcher.instances.find(({ service }) => service === name);
  const env = { ...process.env, ...launcher.environmentOf(instance), LOG_DIR: '' };
  await step(`Migrating ${name}`, async () => {
    const { code, output } = await run(process.execPath, serviceArguments(name, 'migrate'), { cwd: ROOT, env });
    if (code !== 0) throw new Explained(`Migrating ${name} failed (exit code ${code}):\n${tail(output, 10)}`);
  });
}

const launcher = new Launcher({ role: 'migrate' });
stopOnSignals((reason) => launcher.stop(reason));
try {
  await install();
  const services = chosenServices(process.argv.slice(2)).filter(({ database }) => database);
  if (services.length === 0) say('No service here has a database.');
  await buildApps(services.map(({ name }) => name));
  await launcher.useOrStartBacking(runningLauncher());
  await launcher.assignPorts((_label, usual) => usual);
  for (const service of services) await migrate(launcher, service);
} catch (error) {
  process.exitCode = explain(error);
}
await launcher.stop();
