// MongoDB and Redis for one run, and what is put away after it.
import { MongoClient } from 'mongodb';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runningLauncher } from '../../scripts/lib/launcher-state.mjs';
import { Launcher } from '../../scripts/lib/launcher.mjs';
import { stopAll } from './pinned-process.mjs';

/**
 * What a running `npm run up` has, else fresh ones: in a data folder that many runs have used a checkpoint goes through
 * the files of all of them, and every write of that moment waits for it, up to a second.
 */
export class Backing {
  /** Names the run: its databases and its keys in Redis begin with it. */
  run = `bench_${randomBytes(3).toString('hex')}`;
  /** For files of the run. */
  folder = mkdtempSync(path.join(tmpdir(), 'dongbaejul-bench-'));
  #launcher = new Launcher({ role: 'bench', data: this.folder });

  async open() {
    await this.#launcher.useOrStartBacking(runningLauncher());
    this.client = await new MongoClient(this.mongodbUri).connect();
  }

  get mongodbUri() {
    return this.#launcher.backing.mongodbUri;
  }

  get redisUrl() {
    return this.#launcher.backing.redisUrl;
  }

  /** @param part of the run's name of the database; without it the run has one */
  db(part) {
    return this.client.db(part === undefined ? this.run : `${this.run}_${part}`);
  }

  /** Ends the run's processes and leaves nothing of it. Also after an `open` that failed. */
  async close() {
    await stopAll();
    if (this.client) {
      const { databases } = await this.client.db('admin').admin().listDatabases({ nameOnly: true });
      const own = databases.filter(({ name }) => name.startsWith(this.run));
      for (const { name } of own) await this.client.db(name).dropDatabase();
      await this.client.close();
    }
    await this.#launcher.stop('done');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
