import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ServiceName } from '@dongbaejul/contracts';
import { Identity, onlyRoles, RequestSigner } from '@dongbaejul/identity';
import { loadConfig, RunningService, startService } from '@dongbaejul/service-kit';
import { giveBackDatabase, takeDatabase } from '@dongbaejul/testing';
import { getConnectionToken } from '@nestjs/mongoose';
import type { Connection, mongo } from 'mongoose';
import { authService } from '../../src/auth.service-definition';
import { AuthConfig } from '../../src/config';

// Real servers on a busy machine: a slow answer is no failure, only none is.
jest.setTimeout(30_000);

export const SIGNING_SECRET = 'the secret between gateway and services';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests read bodies of many shapes
export type Json = any;

export interface Answer {
  status: number;
  headers: Headers;
  /** The whole envelope. */
  body: Json;
  /** `data` of a success. */
  data: Json;
  /** `error.code` of a failure. */
  code: string | undefined;
}

export interface Call {
  /** Access token: who asks, as the gateway would have found out. */
  token?: string;
  identity?: Identity;
  body?: unknown;
  /** Sent as it is, instead of body. */
  raw?: string;
  headers?: Record<string, string>;
  address?: string;
  caller?: ServiceName;
}

/** auth as it really starts, with a database and a key prefix of its own, called as the gateway would. */
export class AuthApp {
  readonly signer = new RequestSigner(SIGNING_SECRET);

  private constructor(
    readonly service: RunningService,
    readonly config: AuthConfig,
    private readonly folder: string,
  ) {}

  static async start(env: Record<string, string> = {}): Promise<AuthApp> {
    const folder = mkdtempSync(path.join(tmpdir(), 'auth-test-'));
    const id = randomBytes(4).toString('hex');
    const config = loadConfig(AuthConfig, {
      NODE_ENV: 'test',
      LOG_LEVEL: process.env.TEST_LOG_LEVEL ?? 'silent',
      PORT: '0',
      GATEWAY_SIGNING_SECRET: SIGNING_SECRET,
      MONGODB_URI: process.env.TEST_MONGODB_URI,
      MONGODB_DB_NAME: env.MONGODB_DB_NAME ?? takeDatabase('auth'),
      // What happens at once takes its time on a busy machine; no test is about this bound.
      MONGODB_TRANSACTION_MS: '20000',
      REDIS_URL: process.env.TEST_REDIS_URL,
      REDIS_KEY_PREFIX: `auth-test-${id}`,
      MAIL_URL: `file:${path.join(folder, 'mail')}`,
      JWT_PRIVATE_KEY_FILE: path.join(folder, 'key.pem'),
      ...env,
    });
    const service = await startService(authService, config);
    await service.ready;
    return new AuthApp(service, config, folder);
  }

  get url(): string {
    return this.service.url;
  }

  get db(): mongo.Db {
    return this.service.app.get<Connection>(getConnectionToken()).getClient().db(this.config.MONGODB_DB_NAME);
  }

  /** @param route below /api/v1, or from the root when it begins with `/internal` */
  async call(method: string, route: string, call: Call = {}): Promise<Answer> {
    const target = route.startsWith('/internal') ? route : `/api/v1${route}`;
    const identity = call.identity ?? (call.token === undefined ? undefined : identityOf(call.token));
    const signed = this.signer.sign({
      service: 'auth',
      method,
      path: target,
      clientAddress: call.address ?? '203.0.113.7',
      ...(identity && { identity }),
      ...(call.caller && { caller: call.caller }),
    });
    const body = call.raw ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
    const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    return this.send(method, target, { ...type, ...signed, ...call.headers }, body);
  }

  /** Without a signature of its own. */
  async send(method: string, target: string, headers: Record<string, string> = {}, body?: string): Promise<Answer> {
    const response = await fetch(this.url + target, { method, headers, ...(body !== undefined && { body }) });
    const json = (await response.json()) as Json;
    return { status: response.status, headers: response.headers, body: json, data: json.data, code: json.error?.code };
  }

  /** Mails that were sent to an address, the oldest first. */
  mailsTo(email: string): string[] {
    const folder = path.join(this.folder, 'mail');
    if (!existsSync(folder)) return [];
    const files = readdirSync(folder).filter((name) => name.endsWith('.txt'));
    const texts = files.sort().map((name) => readFileSync(path.join(folder, name), 'utf8'));
    return texts.filter((text) => text.startsWith(`To: ${email}\n`));
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await giveBackDatabase('auth', this.config.MONGODB_DB_NAME);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What the gateway reads out of a token that it has verified. */
export function identityOf(token: string): Identity {
  const claims = claimsOf(token);
  const withheldRoles = onlyRoles(claims.withheld_roles ?? []);
  return {
    userId: claims.sub,
    username: claims.username,
    roles: onlyRoles(claims.roles),
    ...(withheldRoles.length > 0 && { withheldRoles }),
    sessionId: claims.sid,
  };
}

export const claimsOf = (token: string): Json =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Json;
