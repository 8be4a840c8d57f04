// Commands that a built service knows besides serving, on the running platform's MongoDB and Redis, or on ones started
// for them.
import { run } from './command.mjs';
import { install } from './install.mjs';
import { Launcher, stopOnSignals } from './launcher.mjs';
import { runningLauncher } from './launcher-state.mjs';
import { ROOT } from './paths.mjs';
import { serviceArguments } from './platform.mjs';
import { explain } from './progress.mjs';
import { buildApps } from './webpack-apps.mjs';

/** A log of millions of rows takes minutes. */
const BOUND_MS = 60 * 60_000;

/**
 * Runs `work` with what its commands need; the exit code is 1 when it throws.
 * @param role of the launcher, for its lock and log
 * @param services that are built first
 * @param work gets `command(service, args, env)`, which resolves with { code, output, timedOut }
 */
export async function withServices(role, services, work) {
  const launcher = new Launcher({ role });
  stopOnSignals((reason) => launcher.stop(reason));
  const command = (service, args, env = {}) => {
    const instance = launcher.instances.find((one) => one.service === service);
    const all = { ...process.env, ...launcher.environmentOf(instance), LOG_DIR: '', ...env };
    return run(process.execPath, serviceArguments(service, ...args), { cwd: ROOT, env: all, timeoutMs: BOUND_MS });
  };
  try {
    await install();
    await buildApps(services);
    await launcher.useOrStartBacking(runningLauncher());
    await launcher.assignPorts((_label, usual) => usual);
    await work(command);
  } catch (error) {
    process.exitCode = explain(error);
  }
  await launcher.stop();
}
