// A Socket.IO client in another language, for the test that speaks to chat with it. Fetched once and kept, as MongoDB
// and Redis are.
import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fetchFirst, keptBinary } from './kept-binaries.mjs';
import { pythonPackages } from './python-package.mjs';

/** Runs Python with the packages that lie beside it. `--version`, by which kept programs are tried, imports them. */
const SCRIPT = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
python=$(command -v python3 || command -v python)
export PYTHONPATH="$here/packages" PYTHONDONTWRITEBYTECODE=1
if [ "$1" = "--version" ]; then exec "$python" -c "import socketio, websocket"; fi
exec "$python" "$@"
`;

/**
 * @returns the path of a Python that has python-socketio and websocket-client
 * @throws Explained when they could not be fetched
 */
export async function findPythonSocketIo() {
  const kept = await keptBinary('python-socketio', 'python-socketio');
  if (kept) return kept;
  return fetchFirst({
    label: 'python-socketio',
    tool: 'python-socketio',
    program: 'python-socketio',
    sources: [['PyPI', fromPypi]],
    advice: 'Install Python 3.8 or later with pip',
  });
}

async function fromPypi(staging) {
  const unpacked = await pythonPackages(['python-socketio', 'websocket-client', 'requests'], staging);
  const folder = path.join(staging, 'kept');
  mkdirSync(folder);
  renameSync(unpacked, path.join(folder, 'packages'));
  const script = path.join(folder, 'python-socketio');
  writeFileSync(script, SCRIPT);
  chmodSync(script, 0o755);
  return script;
}
