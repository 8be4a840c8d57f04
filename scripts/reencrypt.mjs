// `yarn keys:reencrypt`: seals what DATA_ENCRYPTION_KEY protects (members' and the club's BAND tokens, second factors)
// by its first key, so that the older ones can be dropped. Safe while the platform runs, and to stop and start again.
// Exit code 1 when something could not be read. On the running platform's MongoDB and Redis, or on ones started for it.
import { run } from './lib/command.mjs';
import { install } from './lib/install.mjs';
import { Launcher, stopOnSignals } from './lib/launcher.mjs';
import { runningLauncher } from './lib/launcher-state.mjs';
import { ROOT } from './lib/paths.mjs';
import { builtFile } from './lib/platform.mjs';
import { Explained, explain, say } from './lib/progress.mjs';
import { buildApps } from './lib/webpack-apps.mjs';

const SERVICES = ['auth', 'band-sync'];
const BOUND_MS = 60 * 60_000;

const launcher = new Launcher({ role: 'reencrypt' });
stopOnSignals((reason) => launcher.stop(reason));
try {
  await install();
  await buildApps(SERVICES);
  await launcher.useOrStartBacking(runningLauncher());
  await launcher.assignPorts((_label, usual) => usual);
  const failed = [];
  for (const service of SERVICES) {
    const instance = launcher.instances.find((one) => one.service === service);
    // AUTO_CONNECT would connect the demo club's band while we are at it.
    const quiet = { LOG_DIR: '', LOG_LEVEL: 'silent', AUTO_CONNECT: 'false' };
    // A key that the caller sets counts: that is how one is changed.
    const key = process.env.DATA_ENCRYPTION_KEY && { DATA_ENCRYPTION_KEY: process.env.DATA_ENCRYPTION_KEY };
    const env = { ...process.env, ...launcher.environmentOf(instance), ...quiet, ...key };
    const args = ['--enable-source-maps', builtFile(service), 'reencrypt'];
    const { code, output } = await run(process.execPath, args, { cwd: ROOT, env, timeoutMs: BOUND_MS });
    say(output.trim());
    if (code !== 0) failed.push(service);
  }
  if (failed.length > 0) throw new Explained(`Not everything of ${failed.join(' and ')} was re-encrypted.`);
} catch (error) {
  process.exitCode = explain(error);
}
await launcher.stop();
