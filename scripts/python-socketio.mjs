// `node scripts/python-socketio.mjs`: fetches the Python client that test/e2e/chat-python speaks with, unless it is kept
// from before. The last line is its path.
import { findPythonSocketIo } from './lib/find-python-socketio.mjs';
import { explain } from './lib/progress.mjs';

try {
  process.stdout.write(`${await findPythonSocketIo()}\n`);
} catch (error) {
  process.exitCode = explain(error);
}
