// Everything one run needs, started and stopped: Redis, the stand-ins, and the targets.
import Redis from 'ioredis';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { which } from '../../scripts/lib/command.mjs';
import { findRedis } from '../../scripts/lib/find-redis.mjs';
import { builtFile } from '../../scripts/lib/platform.mjs';
import { anyFreePort } from '../../scripts/lib/ports.mjs';
import { Explained } from '../../scripts/lib/progress.mjs';
import { MEASURED_CORE, PinnedProcess, stopAll } from '../lib/pinned-process.mjs';
import { nginxArguments } from './nginx-peer.mjs';
import { makeTokens } from './tokens.mjs';

const USERS = 200;
const PREFIX = 'bench';
const PATH = '/api/v1/posts?page=1';
const here = (file) => path.join(import.meta.dirname, file);

export class Stage {
  async open() {
    const { publicJwk, tokens } = makeTokens(USERS);
    this.folder = mkdtempSync(path.join(tmpdir(), 'dongbaejul-bench-'));
    const [redisPort, upstreamPort, authPort] = [await anyFreePort(), await anyFreePort(), await anyFreePort()];
    this.env = {
      PUBLIC_JWK: publicJwk,
      UPSTREAM: `http://127.0.0.1:${upstreamPort}`,
      AUTH: `http://127.0.0.1:${authPort}`,
      REDIS_URL: `redis://127.0.0.1:${redisPort}`,
    };
    // As nginx sends them on: one header each for the id and the client's address.
    this.headers = tokens.map((token, i) => ({
      authorization: `Bearer ${token}`,
      'user-agent': 'dongbaejul-app/1.0 (Android 15)',
      accept: 'application/json',
      'accept-language': 'ko-KR,ko;q=0.9',
      'x-forwarded-for': `203.0.113.${i}`,
      'x-forwarded-proto': 'https',
      'x-real-ip': `203.0.113.${i}`,
      'x-request-id': `bench-${String(i).padStart(8, '0')}-0123456789abcdef`,
    }));
    const redisArgs = ['--port', String(redisPort), '--save', '', '--appendonly', 'no', '--dir', this.folder];
    const redis = new PinnedProcess('Redis', await findRedis(), redisArgs);
    this.redis = new Redis(this.env.REDIS_URL, { lazyConnect: true, retryStrategy: () => 100 });
    this.redis.on('error', () => undefined);
    await redis.until(() => this.redis.ping());
    const surroundings = new PinnedProcess('the stand-ins', process.execPath, [here('surroundings.mjs')], {
      env: { ...this.env, PREFIX, UPSTREAM_PORT: String(upstreamPort), AUTH_PORT: String(authPort) },
    });
    await surroundings.until(() => expectOk(this.env.UPSTREAM));
  }

  /** Starts a peer from its file and waits until it proxies. */
  async peer(name, file, env = {}) {
    const port = await anyFreePort();
    const process_ = new PinnedProcess(name, process.execPath, [here(file)], {
      core: MEASURED_CORE,
      env: { ...this.env, NODE_ENV: 'production', PORT: String(port), ...env },
    });
    return this.#target(name, process_, port);
  }

  /** The peer that only passes on; undefined where there is no nginx. */
  async nginx(name) {
    const program = which('nginx');
    if (!program) return undefined;
    const port = await anyFreePort();
    const args = nginxArguments({ port, upstream: this.env.UPSTREAM, folder: this.folder });
    return this.#target(name, new PinnedProcess(name, program, args, { core: MEASURED_CORE }), port);
  }

  /**
   * The real gateway as in production behind nginx.
   * @param build another main.js than the one in dist/, to compare with
   * @param flags for node, such as --cpu-prof
   * @param unchecked whether it may lack a feature, to learn what that one costs
   */
  async gateway(name, { env = {}, build = builtFile('gateway'), flags = [], unchecked = false } = {}) {
    const [port, metricsPort] = [await anyFreePort(), await anyFreePort()];
    const settings = {
      NODE_ENV: 'production',
      PORT: String(port),
      METRICS_PORT: String(metricsPort),
      REDIS_URL: this.env.REDIS_URL,
      REDIS_KEY_PREFIX: PREFIX,
      GATEWAY_SIGNING_SECRET: 'a-signing-secret-for-benches-only-32-bytes',
      AUTH_SERVER_URL: this.env.AUTH,
      CORE_SERVER_URL: this.env.UPSTREAM,
      BAND_SYNC_SERVER_URL: this.env.UPSTREAM,
      ALLOWED_ORIGINS: 'https://club.example',
      TRUST_PROXY: '127.0.0.1/32',
      // The limit of 1000 per user would be reached within seconds; counting costs the same at any limit.
      RATE_LIMIT_GENERAL: '1000000',
      ...env,
    };
    const process_ = new PinnedProcess(name, process.execPath, [...flags, build], {
      core: MEASURED_CORE,
      env: settings,
    });
    const target = await this.#target(name, process_, port);
    if (!unchecked) await this.#expectFeatures(target, metricsPort, settings);
    return target;
  }

  /** Loads a target for some seconds. @throws when any request failed */
  async load(target, seconds, connections = 64) {
    const cpuBefore = target.process.cpuSeconds();
    const job = path.join(this.folder, 'job.json');
    writeFileSync(job, JSON.stringify({ url: target.url + PATH, headers: this.headers, connections, seconds }));
    const load = new PinnedProcess('the load', process.execPath, [here('load.mjs'), job], { output: 'pipe' });
    const code = await load.ended;
    const cpu = target.process.cpuSeconds() - cpuBefore;
    if (code !== 0) throw new Explained(`The load ended with ${code}:\n${load.errors}`);
    const round = JSON.parse(load.output);
    if (round.errors > 0 || round.requests === 0)
      throw new Explained(
        `${target.name}: ${round.errors} of ${round.requests} requests failed.\n${target.process.errors}`,
      );
    return { ...round, cpuMicros: (cpu / round.requests) * 1e6, busy: cpu / seconds };
  }

  async close() {
    this.redis?.disconnect();
    await stopAll();
    if (this.folder) rmSync(this.folder, { recursive: true, force: true });
  }

  async #target(name, process_, port) {
    const url = `http://127.0.0.1:${port}`;
    await process_.until(() => expectOk(url + PATH, this.headers[0]));
    return { name, process: process_, url };
  }

  /** A gateway that is fast because something is off would be no result. */
  async #expectFeatures({ name, url }, metricsPort, { LOG_LEVEL }) {
    const answer = await expectOk(`${url}/api/v1/posts/headers`, this.headers[1]);
    const arrived = await answer.json();
    const metrics = await (await expectOk(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    const expectations = {
      'a signed identity': arrived['x-identity-signature'] && arrived['x-user-id'] && !arrived.authorization,
      'the request id': answer.headers.get('x-request-id') === this.headers[1]['x-request-id'],
      'the rate limit': answer.headers.has('ratelimit'),
      'helmet’s headers': answer.headers.has('content-security-policy'),
      'CORS headers': answer.headers.has('access-control-expose-headers'),
      metrics: /^http_requests_total\{.*"\/api\/v1\/posts".*\} \d/m.test(metrics),
      'whole revocations': /^revocations_feed_whole 1/m.test(metrics) || (await this.#becomesWhole(metricsPort)),
      'refusal without a token': (await fetch(url + PATH)).status === 401,
      'the log stream': LOG_LEVEL === 'silent' || (await this.#logs()),
    };
    const missing = Object.keys(expectations).filter((what) => !expectations[what]);
    if (missing.length > 0) throw new Explained(`${name} runs without ${missing.join(', ')}.`);
  }

  async #becomesWhole(metricsPort) {
    for (let i = 0; i < 30; i++) {
      const metrics = await (await expectOk(`http://127.0.0.1:${metricsPort}/metrics`)).text();
      if (/^revocations_feed_whole 1/m.test(metrics)) return true;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return false;
  }

  async #logs() {
    for (let i = 0; i < 30; i++) {
      if ((await this.redis.xlen(`${PREFIX}:logs`)) > 0) return true;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return false;
  }
}

async function expectOk(url, headers) {
  const answer = await fetch(url, { headers });
  if (!answer.ok) throw new Error(`${new URL(url).pathname} answered ${answer.status}`);
  return answer;
}
