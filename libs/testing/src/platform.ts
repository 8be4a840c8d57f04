import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { MongoClient } from 'mongodb';
import { ApiClient, patiently } from './api-client';
import { OwnMongod, OwnRedis } from './backing-servers';
import { Cable } from './cable';
import { Child } from './child';
import { giveBackDatabase, takeDatabase } from './databases';
import { freePorts } from './free-ports';
import { scansOf, watchScans } from './scan-watch';
import { inheritedEnvironment, testConfig } from './test-config';
import { until } from './wait';

const WITH_DATABASE = ['auth', 'core', 'chat-socket', 'band-sync'] as const;
type ServiceName = 'band-emulator' | (typeof WITH_DATABASE)[number] | 'gateway';

interface ServiceEnvironment {
  serviceEnvironment(name: string, platform: Record<string, unknown>): Record<string, string>;
}
const ROOT = path.resolve(__dirname, '../../..');
// eslint-disable-next-line @typescript-eslint/no-require-imports -- the launcher's own table, plain CommonJS
const { serviceEnvironment } = require(path.join(ROOT, 'scripts/lib/service-env.cjs')) as ServiceEnvironment;

export interface PlatformOptions {
  /** How many processes of each service; a service that is not named is not started. */
  services: Partial<Record<ServiceName, number>>;
  /** Servers of the test's own, which it may kill. Otherwise those of the whole run, with names of its own in them. */
  own?: { mongod?: boolean; redis?: boolean };
  /** Starts the services before the servers; the test starts those (`mongod`, `redis`) itself. */
  serversLater?: boolean;
  /** Lays a cable to MongoDB, to Redis, and from the gateway to each service, of which there is one process then. */
  cables?: boolean;
  /** Variables beside the launcher's, by service, or for all under `*`. */
  env?: Partial<Record<ServiceName | '*', Record<string, string>>>;
}

export const DEMO_PASSWORD = 'dongbaejul-demo-1';

/**
 * For processes that live for seconds: V8 waits ten times as long before it optimizes a function, which saves a tenth of
 * the CPU (docs/performance.md). The long forms run as V8 does.
 */
const SHORT_LIVED = testConfig.isLong ? [] : ['--interrupt-budget=700000'];

/** One process of a service. */
export class ServiceProcess extends Child {
  constructor(
    readonly service: ServiceName,
    readonly url: string,
    env: NodeJS.ProcessEnv,
  ) {
    super(service, process.execPath, [...SHORT_LIVED, path.join(ROOT, `dist/apps/${service}/main.js`)], env);
  }

  /** Says what it wrote when it does not become ready; before the hook that waits for it is over, which knows nothing. */
  async whenReady(withinMs = 75_000): Promise<void> {
    const ready = async (): Promise<boolean> =>
      !this.running || (await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(10_000) })).ok;
    try {
      await until(ready, `${this.service} is ready`, { withinMs });
      if (!this.running) throw new Error(`${this.service} ended before it was ready`);
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${this.lines.slice(-15).join('\n')}`, { cause: error });
    }
  }

  /** Dead or stopped, it starts again and is waited for. */
  async restart(): Promise<void> {
    this.start();
    await this.whenReady();
  }
}

/** The built services as real processes, wired like `npm run up` does, on free ports and data of their own. */
export class Platform {
  readonly secrets = {
    GATEWAY_SIGNING_SECRET: randomBytes(32).toString('hex'),
    DATA_ENCRYPTION_KEY: `k1:${randomBytes(32).toString('base64')}`,
    BAND_CLIENT_ID: 'dongbaejul-test',
    BAND_CLIENT_SECRET: 'emulator-secret-for-tests',
  };
  readonly prefix = `t${randomUUID().slice(0, 8)}`;
  readonly processes: ServiceProcess[] = [];
  /** By what they lead to: `mongodb`, `redis`, or a service. */
  readonly cables = new Map<string, Cable>();
  mongod: OwnMongod | undefined;
  redis: OwnRedis | undefined;
  mongodbUri = testConfig.mongodbUri;
  redisUrl = testConfig.redisUrl;
  private readonly databases = new Map<string, string>();
  /** Where the services find them, if not there. */
  private servers: { mongodbUri?: string; redisUrl?: string } = {};
  private readonly folder = mkdtempSync(path.join(testConfig.dataFolder, 'dongbaejul-platform-'));

  static async start(options: PlatformOptions): Promise<Platform> {
    const platform = new Platform();
    try {
      await platform.startAll(options);
      return platform;
    } catch (error) {
      await platform.stop();
      throw error;
    }
  }

  get gateway(): ServiceProcess {
    return this.of('gateway')[0] as ServiceProcess;
  }

  /** Base of the public API, at the first gateway. */
  get api(): string {
    return `${this.gateway.url}/api/v1`;
  }

  of(service: ServiceName): ServiceProcess[] {
    return this.processes.filter((process) => process.service === service);
  }

  /** Name of a service's database in this platform. */
  database(service: string): string {
    const own = this.mongod && `${this.prefix}_${service.replace('-', '_')}`;
    const name = this.databases.get(service) ?? own ?? takeDatabase(service);
    this.databases.set(service, name);
    return name;
  }

  client(gateway = this.gateway): ApiClient {
    return new ApiClient(`${gateway.url}/api/v1`);
  }

  /** A client signed in as a demo account: superadmin, admin, operator, auditor, member, member2. */
  async signIn(name: string, gateway = this.gateway): Promise<ApiClient> {
    const client = this.client(gateway);
    const credentials = { email: `${name}@dongbaejul.test`, password: DEMO_PASSWORD };
    const answer = await patiently(() => client.post<Parameters<ApiClient['use']>[0]>('/auth/login', credentials));
    if (answer.status !== 200) throw new Error(`sign-in as ${name} answered ${answer.status}: ${answer.text}`);
    return client.use(answer.data);
  }

  /** Waits until every process says that it is ready. */
  async whenReady(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.whenReady()));
  }

  /** Waits until the newest sync run has ended well. */
  async whenSynced(withinMs = 150_000): Promise<void> {
    const operator = await this.signIn('operator');
    const newest = async (): Promise<boolean> => {
      const { data } = await operator.get<{ sync_runs?: { status: string }[]; runs?: { status: string }[] }>(
        '/admin/sync-runs?limit=1',
      );
      return (data.sync_runs ?? data.runs)?.[0]?.status === 'succeeded';
    };
    await until(newest, 'the first sync run succeeded', { withinMs, everyMs: 200 });
  }

  /** Log lines of all processes that carry the trace id. */
  traced(traceId: string): Record<string, unknown>[] {
    return this.processes.flatMap((process) => process.entries().filter((entry) => entry.trace_id === traceId));
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map((process) => process.stop()));
    await Promise.all([...this.cables.values()].map((cable) => cable.cut()));
    await Promise.all([this.redis?.stop(), this.mongod ? this.mongod.stop() : this.giveBackDatabases()]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async startAll({ services, own = {}, env = {}, serversLater, cables }: PlatformOptions): Promise<void> {
    await this.prepareServers(own);
    if (!serversLater) await Promise.all([this.mongod?.start(), this.redis?.start()]);
    if (cables) await this.layServerCables();
    const names = Object.keys(services) as ServiceName[];
    const wanted = names.flatMap((name) => Array.from({ length: services[name] ?? 1 }, () => name));
    const ports = await freePorts(wanted.length);
    const addresses: Record<string, string[]> = {};
    wanted.forEach((name, i) => (addresses[name] ??= []).push(`http://127.0.0.1:${ports[i]}`));
    const seenByGateway = cables ? await this.layServiceCables(addresses) : addresses;
    wanted.forEach((name, i) => {
      const url = `http://127.0.0.1:${ports[i]}`;
      const known = name === 'gateway' ? seenByGateway : addresses;
      const variables = { ...this.variables(name, Number(ports[i]), known), ...env['*'], ...env[name] };
      this.processes.push(new ServiceProcess(name, url, { ...inheritedEnvironment(), ...variables }));
    });
    this.processes.forEach((process) => process.start());
    if (serversLater) return;
    await this.whenReady();
    // Migrations may read all there is; whatever runs after them may not.
    if (!own.mongod) await this.withMongo((client) => watchScans(client, this.databases));
  }

  private async prepareServers(own: { mongod?: boolean; redis?: boolean }): Promise<void> {
    const [mongoPort = 0, redisPort = 0] = await freePorts(2);
    if (own.mongod) {
      this.mongod = new OwnMongod(mongoPort, this.folder);
      this.mongodbUri = this.mongod.uri;
    }
    if (own.redis) {
      this.redis = new OwnRedis(redisPort, this.folder);
      this.redisUrl = this.redis.url;
    }
  }

  private async layServerCables(): Promise<void> {
    const mongodb = await this.layCable('mongodb', new URL(this.mongodbUri));
    const redis = await this.layCable('redis', new URL(this.redisUrl));
    // By the name that the replica set has for itself the driver would go past the cable.
    this.servers = { mongodbUri: `mongodb://${mongodb}/?directConnection=true`, redisUrl: `redis://${redis}` };
  }

  private async layServiceCables(addresses: Record<string, string[]>): Promise<Record<string, string[]>> {
    const through: Record<string, string[]> = {};
    for (const [name, [url]] of Object.entries(addresses)) {
      const isBehind = WITH_DATABASE.some((service) => service === name);
      through[name] = [isBehind ? `http://${await this.layCable(name, new URL(url as string))}` : (url as string)];
    }
    return through;
  }

  /** @returns host and port of its near end */
  private async layCable(to: string, { hostname, port }: URL): Promise<string> {
    const cable = new Cable(hostname, Number(port));
    await cable.plug();
    this.cables.set(to, cable);
    return `127.0.0.1:${cable.port}`;
  }

  private variables(name: ServiceName, port: number, addresses: Record<string, string[]>): Record<string, string> {
    const env = serviceEnvironment(name, {
      port,
      metricsPort: 0,
      addresses,
      mongodbUri: this.mongodbUri,
      redisUrl: this.redisUrl,
      ...this.servers,
      secrets: this.secrets,
      jwtKeyFile: path.join(this.folder, 'jwt-private.pem'),
      autoConnect: true,
    });
    return {
      ...env,
      LOG_LEVEL: 'info',
      REDIS_KEY_PREFIX: this.prefix,
      ...(env.MONGODB_DB_NAME && { MONGODB_DB_NAME: this.database(name) }),
      ...(name === 'auth' && { MAIL_URL: `file:${path.join(this.folder, 'mail')}` }),
      // A test sends more in a minute than a member in a quarter of an hour.
      ...(name === 'gateway' && { RATE_LIMIT_GENERAL: '1000000' }),
    };
  }

  /** @throws Error when a query of a service read a whole collection */
  private async giveBackDatabases(): Promise<void> {
    const scans = await this.withMongo((client) => scansOf(client, this.databases));
    await Promise.all([...this.databases].map(([service, name]) => giveBackDatabase(service, name)));
    if (scans.length > 0) throw new Error(`These queries read a whole collection:\n${scans.join('\n')}`);
  }

  private async withMongo<T>(work: (client: MongoClient) => Promise<T>): Promise<T> {
    const client = new MongoClient(this.mongodbUri);
    return work(client).finally(() => client.close());
  }
}
