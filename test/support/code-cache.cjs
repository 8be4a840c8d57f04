// Loaded into a built service before its own code (`node --require`): the service's files are compiled once, and every
// later process of it takes V8's code from a file beside the build, which is a third of the work of starting. Hundreds of
// processes are started by the end-to-end and fault tests. Node 22 can do this by itself (module.enableCompileCache).
const { createHash } = require('node:crypto');
const { readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { cachedDataVersionTag, deserialize, serialize } = require('node:v8');
const vm = require('node:vm');
const { isMainThread } = require('node:worker_threads');

/** Also for files that import(): V8 forgets who is to do that when it takes their code from elsewhere. */
const compileByNode = Module.prototype._compile;

class CodeCache {
  /** Files compiled by this process: path to { hash, script }. */
  #compiled = new Map();
  #hasNew = false;

  /** @param file where the code is kept: a serialized Map of a path to { hash of its source, code } */
  constructor(file) {
    this.file = file;
    try {
      this.kept = deserialize(readFileSync(file));
    } catch {
      this.kept = new Map();
    }
  }

  /** @throws SyntaxError where the source is no CommonJS module */
  compile(source, filename) {
    const hash = createHash('sha1').update(source).digest('latin1');
    const kept = this.kept.get(filename);
    const script = new vm.Script(Module.wrap(source), {
      filename,
      cachedData: kept?.hash === hash ? kept.code : undefined,
    });
    // False: there was code and V8 took it. Otherwise it is another V8's, or there was none.
    if (script.cachedDataRejected !== false) this.#hasNew = true;
    this.#compiled.set(filename, { hash, script });
    return script.runInThisContext();
  }

  /** Leaves the code of all files for the next process, when there is any that the last one did not leave. */
  keep() {
    if (!this.#hasNew) return;
    const all = [...this.#compiled].map(([name, { hash, script }]) => [
      name,
      { hash, code: script.createCachedData() },
    ]);
    const unfinished = `${this.file}.${process.pid}`;
    try {
      writeFileSync(unfinished, serialize(new Map([...this.kept, ...all])));
      renameSync(unfinished, this.file);
    } catch {
      rmSync(unfinished, { force: true });
    }
  }
}

/** The function that Node gives a module as `require`. */
function requireOf(module) {
  const require = (id) => module.require(id);
  require.resolve = (id, options) => Module._resolveFilename(id, module, false, options);
  require.resolve.paths = (id) => Module._resolveLookupPaths(id, module);
  require.main = process.mainModule;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

if (isMainThread) {
  // V8 refuses the code of another version of itself, and of one with other flags.
  const cache = new CodeCache(`${path.resolve(process.argv[1])}.${cachedDataVersionTag()}.code`);
  Module.prototype._compile = function compileFromCache(source, filename, format = 'commonjs') {
    let run;
    try {
      if (format === 'commonjs' && !source.includes('import('))
        run = cache.compile(source.replace(/^#!.*/, ''), filename);
    } catch {
      // Node says what is wrong with it, or knows that it is no CommonJS.
    }
    if (!run) return compileByNode.call(this, source, filename, format);
    return run.call(this.exports, this.exports, requireOf(this), this, filename, path.dirname(filename));
  };
  process.on('exit', () => cache.keep());
}
