// What a run needs: MongoDB, Redis, the keys of auth, chat itself and the bare server beside it.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { builtFile } from '../../scripts/lib/platform.mjs';
import { anyFreePort } from '../../scripts/lib/ports.mjs';
import { Explained } from '../../scripts/lib/progress.mjs';
import { makeTokens } from '../gateway/tokens.mjs';
import { Backing } from '../lib/backing.mjs';
import { MEASURED_CORE, PinnedProcess } from '../lib/pinned-process.mjs';
import { SECRET } from '../lib/signed-call.mjs';

const CONNECTED_WITHIN_MS = 300_000;

export class Stage {
  #backing = new Backing();

  async open(members) {
    await this.#backing.open();
    this.db = this.#backing.db();
    const { publicJwk, tokens } = makeTokens(members);
    this.tokens = tokens;
    await this.#startKeys(publicJwk);
  }

  /** Stands in for auth: its keys, its revocations, its heartbeat. */
  async #startKeys(publicJwk) {
    const [upstream, auth] = [await anyFreePort(), await anyFreePort()];
    this.authUrl = `http://127.0.0.1:${auth}`;
    const env = {
      PUBLIC_JWK: publicJwk,
      REDIS_URL: this.#backing.redisUrl,
      PREFIX: this.#backing.run,
      UPSTREAM_PORT: String(upstream),
      AUTH_PORT: String(auth),
    };
    const file = path.join(import.meta.dirname, '../gateway/surroundings.mjs');
    const keys = new PinnedProcess('the keys of auth', process.execPath, [file], { env });
    await keys.until(() => fetch(`${this.authUrl}/.well-known/jwks.json`));
  }

  async chat() {
    const env = {
      ...(await this.#settings()),
      MONGODB_URI: this.#backing.mongodbUri,
      MONGODB_DB_NAME: this.#backing.run,
      // Two hundred members share a few tokens here, and the point is what the server can take.
      SOCKETS_PER_MEMBER: '1000000',
      SOCKET_EVENTS_PER_S: '1000000',
      SOCKET_MESSAGES_PER_S: '1000000',
    };
    return this.#target('chat', builtFile('chat-socket'), env, '/readyz');
  }

  /** The gateway before a chat process, as members reach it. */
  async gateway(chat) {
    const env = {
      ...(await this.#settings()),
      CORE_SERVER_URL: this.authUrl,
      BAND_SYNC_SERVER_URL: this.authUrl,
      CHAT_SERVER_URL: chat.url,
      RATE_LIMIT_GENERAL: '1000000',
    };
    return this.#target('gateway', builtFile('gateway'), env, '/healthz');
  }

  async bare() {
    const env = { PORT: String(await anyFreePort()), REDIS_URL: this.#backing.redisUrl };
    return this.#target('bare', path.join(import.meta.dirname, 'peer-bare.mjs'), env, '/');
  }

  /** What chat and the gateway are told alike, and a port of its own. */
  async #settings() {
    return {
      NODE_ENV: 'production',
      PORT: String(await anyFreePort()),
      METRICS_PORT: '0',
      LOG_LEVEL: 'warn',
      REDIS_URL: this.#backing.redisUrl,
      REDIS_KEY_PREFIX: this.#backing.run,
      GATEWAY_SIGNING_SECRET: SECRET,
      AUTH_SERVER_URL: this.authUrl,
      ALLOWED_ORIGINS: 'https://club.example',
    };
  }

  async #target(name, file, env, ready) {
    const process_ = new PinnedProcess(name, process.execPath, [file], { core: MEASURED_CORE, env });
    const url = `http://127.0.0.1:${env.PORT}`;
    await process_.until(async () => {
      if (!(await fetch(url + ready)).ok) throw new Error('not ready');
    });
    return { name, url, process: process_ };
  }

  /** Lets a crowd do a job at a target. @returns what it measured, and the CPU that the target used meanwhile */
  async crowd(target, job) {
    const crowd = this.#start(target, job);
    await allConnected(target, crowd);
    const before = target.process.cpuSeconds();
    const code = await crowd.ended;
    if (code !== 0) throw new Explained(`${target.name}: the crowd ended with ${code}:\n${crowd.errors}`);
    const result = JSON.parse(crowd.output.trim().split('\n').at(-1));
    return { ...result, cpuSeconds: target.process.cpuSeconds() - before };
  }

  /** Holds connections open. @returns the kilobytes that the target grew by, for each */
  async hold(target, connections) {
    const [kb] = await this.holdThrough(target, [target], connections);
    return kb;
  }

  /** The same at an entrance to several processes. @returns the kilobytes that each of these grew by, for each connection */
  async holdThrough(entrance, targets, connections) {
    const before = targets.map(residentKb);
    const crowd = this.#start(entrance, { kind: 'hold', connections });
    await allConnected(entrance, crowd);
    // Pings have gone to and fro, and what opening cost has been cleared away.
    await new Promise((resolve) => setTimeout(resolve, 12_000));
    const kb = targets.map((target, i) => (residentKb(target) - before[i]) / connections);
    if (crowd.child.exitCode !== null) throw new Explained(`${entrance.name} lost connections:\n${crowd.errors}`);
    await crowd.stop();
    return kb;
  }

  #start({ url }, job) {
    const file = path.join(this.#backing.folder, 'job.json');
    writeFileSync(file, JSON.stringify({ url, roomId: this.roomId, tokens: this.tokens, ...job }));
    return new PinnedProcess('the crowd', process.execPath, [path.join(import.meta.dirname, 'crowd.mjs'), file], {
      output: 'pipe',
    });
  }

  close() {
    return this.#backing.close();
  }
}

const residentKb = ({ process: service }) => service.residentMb() * 1_024;

async function allConnected({ name }, crowd) {
  const end = Date.now() + CONNECTED_WITHIN_MS;
  while (!crowd.output.includes('\n')) {
    if (crowd.child.exitCode !== null || Date.now() > end)
      throw new Explained(`${name}: not all could connect:\n${crowd.errors}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
