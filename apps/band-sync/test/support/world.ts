import type { Role } from '@dongbaejul/contracts';
import { RequestSigner } from '@dongbaejul/identity';
import { loadConfig, RunningService, startService } from '@dongbaejul/service-kit';
import { giveBackDatabase, takeDatabase, until } from '@dongbaejul/testing';
import mongoose, { mongo } from 'mongoose';
import { randomBytes } from 'node:crypto';
import { plainText } from '../../src/band-client/rich-text';
import { bandSyncService } from '../../src/band-sync.definition';
import { BandSyncConfig } from '../../src/config';
import type { SyncRunDto } from '../../src/sync-runs/dto/sync-run.dto';
import { Directory, startAuthStandIn } from './auth-stand-in';
import { Emulator, startEmulator } from './emulator';

const SECRET = 'integration-test-signing-secret-0000';

export interface Answer<T = Record<string, unknown>> {
  status: number;
  data: T;
  error: { code: string; message: string; details?: Record<string, unknown> };
}

export type Ask = <T = Record<string, unknown>>(method: string, path: string, body?: object) => Promise<Answer<T>>;

/** Everything around one band-sync: BAND (the emulator), auth (a stand-in), a database and a Redis prefix of its own. */
export class World {
  band: Emulator;
  directory: Directory;
  service: RunningService;
  db: mongo.Db;
  readonly env: Record<string, string>;
  private auth: RunningService | undefined;
  private client: mongo.MongoClient;
  private readonly signer = new RequestSigner(SECRET);

  private constructor(env: Record<string, string>) {
    const id = randomBytes(4).toString('hex');
    this.env = {
      NODE_ENV: 'test',
      PORT: '0',
      LOG_LEVEL: 'silent',
      REDIS_URL: process.env.TEST_REDIS_URL ?? '',
      REDIS_KEY_PREFIX: `bs${id}`,
      GATEWAY_SIGNING_SECRET: SECRET,
      MONGODB_URI: process.env.TEST_MONGODB_URI ?? '',
      MONGODB_DB_NAME: takeDatabase('band-sync'),
      // What happens at once takes its time on a busy machine; no test is about this bound.
      MONGODB_TRANSACTION_MS: '20000',
      BAND_KEY: 'AADdongbaejulDemoBand000',
      BAND_CLIENT_ID: 'dongbaejul-dev',
      BAND_CLIENT_SECRET: 'dongbaejul-dev-secret',
      CLUB_ID: 'dongbaejul',
      DATA_ENCRYPTION_KEY: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
      BAND_RETRY_UNIT_MS: '10',
      BAND_TIMEOUT_MS: '2000',
      SYNC_INTERVAL_MS: '0',
      ...env,
    };
  }

  static async start(env: Record<string, string> = {}, emulator: Record<string, string> = {}): Promise<World> {
    const world = new World(env);
    try {
      await world.startAll(emulator);
      return world;
    } catch (error) {
      await world.stop();
      throw error;
    }
  }

  private async startAll(emulator: Record<string, string>): Promise<void> {
    this.band = await startEmulator(emulator);
    Object.assign(this.env, { BAND_API_URL: this.band.url, BAND_AUTH_URL: this.band.url });
    const { directory, service } = await startAuthStandIn(this.env);
    this.directory = directory;
    this.auth = service;
    this.service = await this.startSync();
    this.client = await new mongoose.mongo.MongoClient(this.env.MONGODB_URI ?? '').connect();
    this.db = this.client.db(this.env.MONGODB_DB_NAME);
  }

  /** How many events the service has told; who did what aside. */
  told(): Promise<number> {
    return this.db.collection('outbox').countDocuments({ name: { $ne: 'band-sync.audit.recorded' } });
  }

  /** What the service told the audit log, in order. */
  async audited(): Promise<mongo.Document[]> {
    const rows = await this.db
      .collection('outbox')
      .find({ name: 'band-sync.audit.recorded' })
      .sort({ _id: 1 })
      .toArray();
    return rows.map(({ payload }) => payload as mongo.Document);
  }

  /** Another replica. */
  async startSync(env: Record<string, string> = {}): Promise<RunningService> {
    const service = await startService(bandSyncService, loadConfig(BandSyncConfig, { ...this.env, ...env }));
    await service.ready;
    return service;
  }

  async stop(): Promise<void> {
    await this.service?.stop();
    await this.auth?.stop();
    await this.client?.close();
    await giveBackDatabase('band-sync', this.env.MONGODB_DB_NAME ?? '');
    await this.band?.stop();
  }

  /** Requests as the gateway would pass them on. */
  as(role: Role | null, userId = '64b000000000000000000001'): Ask {
    return async <T>(method: string, path: string, body?: object): Promise<Answer<T>> => {
      const identity = { userId, username: 'tester', roles: role ? [role] : [], sessionId: 's1' };
      const signed = this.signer.sign({ service: 'band-sync', method, path, clientAddress: '127.0.0.1', identity });
      const response = await fetch(this.service.url + path, {
        method,
        headers: { ...signed, ...(body && { 'content-type': 'application/json' }) },
        ...(body && { body: JSON.stringify(body) }),
      });
      const { data, error } = (await response.json()) as Omit<Answer<T>, 'status'>;
      return { status: response.status, data, error };
    };
  }

  /** The same with a form; its boundary is fetch's own. */
  async sendForm<T>(
    path: string,
    form: FormData,
    role: Role,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const identity = { userId: '64b000000000000000000001', username: 'tester', roles: [role], sessionId: 's1' };
    const method = 'POST';
    const signed = this.signer.sign({ service: 'band-sync', method, path, clientAddress: '127.0.0.1', identity });
    const response = await fetch(this.service.url + path, { method, headers: { ...signed, ...headers }, body: form });
    const { data, error } = (await response.json()) as Omit<Answer<T>, 'status'>;
    return { status: response.status, data, error };
  }

  /** A request without a person, as the gateway passes on one of a public route. */
  raw(path: string, headers: Record<string, string> = {}): Promise<Response> {
    const signed = this.signer.sign({ service: 'band-sync', method: 'GET', path, clientAddress: '127.0.0.1' });
    return fetch(this.service.url + path, { headers: { ...signed, ...headers } });
  }

  /** Agrees on BAND's page as this person, and brings back what BAND sends along. */
  async agree(authUrl: string, userKey: string): Promise<URLSearchParams> {
    const answer = await fetch(`${authUrl}&login_as=${userKey}`, { redirect: 'manual' });
    return new URL(answer.headers.get('location') ?? '').searchParams;
  }

  /** Connects the leader's account as an administrator does. */
  async connect(): Promise<void> {
    const admin = this.as('ADMIN');
    const leader =
      (await this.band.members()).find((member) => member.role === 'leader') ?? (await this.band.members())[0];
    const redirect_uri = 'http://localhost/connected';
    const { data } = await admin<{ auth_url: string; state: string }>('POST', '/api/v1/admin/band/connection', {
      redirect_uri,
    });
    const sent = await this.agree(data.auth_url, leader?.user_key ?? '');
    const finish = { code: sent.get('code'), state: data.state };
    const answer = await admin('POST', '/api/v1/admin/band/connection', finish);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer));
  }

  /** The texts of the latest posts at BAND. */
  async postsAtBand(): Promise<string[]> {
    return (await this.postsWithKeys()).map(({ content }) => content);
  }

  /** The latest posts at BAND, as a member with an app of their own would read them. */
  async postsWithKeys(): Promise<{ key: string; content: string }[]> {
    const { BAND_CLIENT_ID: id = '', BAND_CLIENT_SECRET: secret = '', BAND_KEY: band_key = '' } = this.env;
    const [member] = await this.band.members();
    const page = new URLSearchParams({ client_id: id, response_type: 'code', redirect_uri: 'http://localhost/cb' });
    const sent = await this.agree(`${this.band.url}/oauth2/authorize?${page.toString()}`, member?.user_key ?? '');
    const grant = new URLSearchParams({ grant_type: 'authorization_code', code: sent.get('code') ?? '' });
    const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    const tokens = await fetch(`${this.band.url}/oauth2/token?${grant.toString()}`, { headers: { authorization } });
    const { access_token } = (await tokens.json()) as { access_token: string };
    const query = new URLSearchParams({ access_token, band_key, locale: 'ko_KR', limit: '100' });
    const answer = await fetch(`${this.band.url}/v2/band/posts?${query.toString()}`);
    const { result_data } = (await answer.json()) as {
      result_data: { items: { content: string; post_key: string }[] };
    };
    return result_data.items.map(({ content, post_key: key }) => ({ key, content: plainText(content).text }));
  }

  async begin(): Promise<SyncRunDto> {
    const { data, error } = await this.as('OPERATOR')<{ run: SyncRunDto }>('POST', '/api/v1/admin/sync-runs');
    if (error) throw new Error(error.code);
    return data.run;
  }

  async show(id: string): Promise<SyncRunDto> {
    return (await this.as('AUDITOR')<{ run: SyncRunDto }>('GET', `/api/v1/admin/sync-runs/${id}`)).data.run;
  }

  /** Waits until the run is neither queued nor running. */
  settled(id: string): Promise<SyncRunDto> {
    return until(
      async () => {
        const run = await this.show(id);
        return run.status === 'queued' || run.status === 'running' ? undefined : run;
      },
      'the run has ended or paused',
      { withinMs: 50_000, everyMs: 50 },
    );
  }

  async runToEnd(): Promise<SyncRunDto> {
    return this.settled((await this.begin()).id);
  }

  events(name: 'post' | 'comment'): Promise<mongo.WithId<mongo.Document>[]> {
    return this.db
      .collection('outbox')
      .find({ name: `band-sync.${name}.changed` })
      .sort({ _id: 1 })
      .toArray();
  }
}
