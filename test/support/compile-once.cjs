// Jest gives every test file its own modules, and compiles all of them again for that, which was a tenth of what an
// integration test took. Compiled code does not depend on the test file: here a worker keeps it, and each file runs it in
// its own context, as before. What a module holds is not shared.
const v8 = require('node:v8');
const vm = require('node:vm');

const { compileFunction } = vm;
/** By file and parameters: its source and its script. */
const known = new Map();
/** How the test file of now imports, from each file that it loaded. A worker runs one at a time; those before can go. */
const now = { context: undefined, imports: new Map() };
const isOver = () => Promise.reject(new Error('import() by a test file that is over'));

/** `vm.compileFunction` as Jest calls it for CommonJS; every other call goes to the original. */
function compileOnce(source, params = [], options = {}) {
  const { filename, parsingContext, importModuleDynamically, ...others } = options;
  const asJestCalls = filename && parsingContext && importModuleDynamically && Object.keys(others).length === 0;
  if (!asJestCalls) return compileFunction(source, params, options);
  const key = `${filename}(${params})`;
  let file = known.get(key);
  if (file?.source !== source) {
    file = { source };
    const head = `(function (${params}) {`;
    file.script = new vm.Script(`${head}${source}\n})`, {
      filename,
      columnOffset: -head.length,
      importModuleDynamically: (...args) => (now.imports.get(key) ?? isOver)(...args),
    });
    known.set(key, file);
  }
  if (now.context !== parsingContext) {
    now.context = parsingContext;
    now.imports.clear();
  }
  now.imports.set(key, importModuleDynamically);
  return file.script.runInContext(parsingContext);
}

/** From here on this process compiles every file once. */
function keepCompiled() {
  // V8 throws away the code of what has not run for a while, and a module's own code runs once in a test file.
  v8.setFlagsFromString('--no-flush-bytecode');
  vm.compileFunction = compileOnce;
}

module.exports = { compileOnce, keepCompiled };
