// One service under `yarn start:dev`: compiled on every change, started again when the result differs.
import { existsSync } from 'node:fs';
import { hashOf } from './files.mjs';
import { ROOT } from './paths.mjs';
import { builtFile, serviceArguments } from './platform.mjs';
import { ManagedProcess, printLines } from './processes.mjs';
import { fail, green, say } from './progress.mjs';
import { waitUntilReady } from './readiness.mjs';
import { compilerMessages, freshness, loadWebpack, webpackConfig } from './webpack-apps.mjs';

export class WatchedService {
  #running;
  #broken = false;
  #busy = Promise.resolve();

  /** @param children the ChildrenList of this process; options.verbose as in processes.mjs */
  constructor(name, children, options) {
    this.name = name;
    this.children = children;
    this.options = options;
    this.since = Date.now();
  }

  /** Compiles and goes on watching; a build that is up to date is started at once, while the watcher warms up. */
  watch() {
    const build = freshness(this.name);
    if (build.isFresh()) this.#restart();
    const compiler = loadWebpack()(webpackConfig(this.name, { watch: true }));
    compiler.hooks.watchRun.tap('start-dev', build.begin);
    this.watching = compiler.watch({ aggregateTimeout: 50, ignored: /node_modules|[\\/]dist[\\/]/ }, (error, stats) => {
      if (error || stats.hasErrors()) {
        this.#broken = true;
        fail(`${this.name} does not compile; what ran before goes on.\n${error?.message ?? compilerMessages(stats)}`);
        return;
      }
      build.done();
      this.#restart();
    });
    return this;
  }

  /** The environment comes when the launcher lends the service; compiling has begun by then. */
  run(env) {
    this.env = env;
    this.#restart();
  }

  #restart() {
    this.#busy = this.#busy.then(() => this.#exchange()).catch((error) => fail(`${this.name}: ${error.message}`));
  }

  async #exchange() {
    const file = builtFile(this.name);
    if (!this.env || this.stopped || !existsSync(file)) return;
    const code = hashOf([file]);
    const mended = this.#broken;
    this.#broken = false;
    if (this.#running?.code === code) {
      if (mended) say(`${green('✓')} ${this.name} compiles again, to what runs already.`);
      return;
    }
    if (this.#running) {
      this.since = Date.now();
      say(`${this.name} changed; starting it again.`);
      await this.#running.process.stop();
    }
    const child = new ManagedProcess(
      {
        name: this.name,
        command: process.execPath,
        args: serviceArguments(this.name),
        env: { ...process.env, ...this.env },
        cwd: ROOT,
        stopBoundMs: 3_000,
        onLine: printLines(this.name, this.options),
      },
      this.children,
    );
    this.#running = { code, process: child.start() };
    void this.#sayWhenReady(child);
  }

  async #sayWhenReady(child) {
    const address = `http://${this.env.HOST}:${this.env.PORT}`;
    const current = () => !this.stopped && this.#running?.process === child;
    const { ready, reason } = await waitUntilReady(address, { givenUp: () => !current() });
    if (!current()) return;
    const after = ((Date.now() - this.since) / 1000).toFixed(1);
    if (ready) say(`${green('✓')} ${this.name} is ready on ${address} (${after} s); watching for changes.`);
    else fail(`${this.name} is not ready after ${after} s: ${reason}.`);
  }

  async stop() {
    this.stopped = true;
    this.watching?.close(() => {});
    await this.#busy;
    await this.#running?.process.stop();
  }
}
