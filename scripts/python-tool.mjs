// `node scripts/python-tool.mjs <name>`: fetches a program in Python that tests use, unless it is kept from before. The
// last line is its path.
import { explain, Explained } from './lib/progress.mjs';
import { findPythonTool, PYTHON_TOOLS } from './lib/python-tool.mjs';

try {
  const name = process.argv[2] ?? '';
  if (!PYTHON_TOOLS.includes(name)) throw new Explained(`Name one of: ${PYTHON_TOOLS.join(', ')}.`);
  process.stdout.write(`${await findPythonTool(name)}\n`);
} catch (error) {
  process.exitCode = explain(error);
}
