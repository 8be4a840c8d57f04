import 'reflect-metadata';
import { plainToInstance, Transform } from 'class-transformer';
import {
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Max,
  MaxLength,
  Min,
  MinLength,
  registerDecorator,
  validateSync,
} from 'class-validator';

export const ENVIRONMENTS = ['development', 'test', 'staging', 'production'] as const;
export type Environment = (typeof ENVIRONMENTS)[number];

const DEFAULT_LOG_LEVEL: Record<Environment, string> = {
  development: 'debug',
  test: 'warn',
  staging: 'info',
  production: 'warn',
};

/** What this repository has as values of development, known to everybody. */
const DEVELOPMENT_VALUE =
  /^development|^change-me|^dongbaejul-dev|^AADdongbaejulDemoBand|:ZG9uZ2JhZWp1bC1kZXZlbG9wbWVudC1rZXktMDAwMSE=$/;

/** Refuses a value (each, of a list) that development has, in staging and production. */
export const NotOfDevelopment = (): PropertyDecorator => (target, property) =>
  registerDecorator({
    name: 'notOfDevelopment',
    target: target.constructor,
    propertyName: property as string,
    options: { message: 'still has its development value' },
    validator: {
      validate: (value: unknown, args) =>
        !(args?.object as BaseConfig).isProduction ||
        ![value].flat().some((one) => typeof one === 'string' && DEVELOPMENT_VALUE.test(one)),
    },
  });

/** What every service is configured with. Property names are the environment variables' own. */
export class BaseConfig {
  @IsIn(ENVIRONMENTS)
  NODE_ENV: Environment = 'development';

  @IsInt()
  @Min(0)
  @Max(65535)
  PORT: number;

  /** Address to listen on; containers need 0.0.0.0. */
  @IsString()
  HOST: string = '127.0.0.1';

  /** Prometheus metrics have a port of their own, which no proxy publishes; 0 switches them off. */
  @IsInt()
  @Min(0)
  @Max(65535)
  METRICS_PORT: number = 0;

  @IsIn(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
  @IsOptional()
  LOG_LEVEL?: string;

  /** Folder for error.log and combined.log; unset inside containers, where standard output is enough. */
  @IsString()
  @IsOptional()
  LOG_DIR?: string;

  @IsUrl({ protocols: ['redis', 'rediss'], require_tld: false, require_protocol: true })
  REDIS_URL: string = 'redis://127.0.0.1:6379';

  /** Where caches are kept, if not with the queues: only caches may be evicted. */
  @IsUrl({ protocols: ['redis', 'rediss'], require_tld: false, require_protocol: true })
  @IsOptional()
  REDIS_CACHE_URL?: string;

  /** Seconds that what is cached lives at most; lists live shorter (docs/cache-keys.md). */
  @IsInt()
  @Min(1)
  CACHE_TTL: number = 3_600;

  /** Prefix of every Redis key, channel and queue, so that several platforms can share a server. */
  @IsString()
  @MaxLength(40)
  REDIS_KEY_PREFIX: string = 'dbj';

  /** Shared by the gateway and the services; signs the identity that travels between them. */
  @IsString()
  @MinLength(32)
  @NotOfDevelopment()
  GATEWAY_SIGNING_SECRET: string;

  /** How long a stopping process may take to finish what it accepted, in milliseconds. */
  @IsInt()
  @Min(0)
  SHUTDOWN_TIMEOUT_MS: number = 10_000;

  /** How long a stopping process stays reachable and "not ready" before it closes its port, in milliseconds. */
  @IsInt()
  @Min(0)
  SHUTDOWN_DRAIN_MS: number = 0;

  @IsString()
  SERVICE_VERSION: string = '0.1.0';

  get redisCacheUrl(): string {
    return this.REDIS_CACHE_URL ?? this.REDIS_URL;
  }

  get logLevel(): string {
    return this.LOG_LEVEL ?? DEFAULT_LOG_LEVEL[this.NODE_ENV];
  }

  get isProduction(): boolean {
    return this.NODE_ENV === 'production' || this.NODE_ENV === 'staging';
  }
}

/** Thrown when the environment does not fit the schema. Names variables and never their values. */
export class ConfigError extends Error {}

/** Accepts `true/1/yes/on` and `false/0/no/off` for a boolean variable. */
export const EnvBoolean = (): PropertyDecorator =>
  // `value` has been through the implicit conversion already, which makes true of every text.
  Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => {
    const raw = obj[key];
    if (typeof raw !== 'string') return raw;
    if (/^(true|1|yes|on)$/i.test(raw)) return true;
    if (/^(false|0|no|off)$/i.test(raw)) return false;
    return raw;
  });

/** Splits a comma-separated variable into trimmed, non-empty parts. */
export const EnvList = (): PropertyDecorator =>
  Transform(({ value }) =>
    typeof value === 'string'
      ? value
          .split(',')
          .map((part) => part.trim())
          .filter(Boolean)
      : value,
  );

/**
 * Reads and validates the environment once, at start.
 * @param schema a class with class-validator decorators whose properties are named like the variables
 * @param env the variables; an empty one counts as not set
 * @throws ConfigError naming each bad or missing variable
 */
export function loadConfig<T extends object>(schema: new () => T, env: NodeJS.ProcessEnv = process.env): T {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const config = plainToInstance(schema, given, { enableImplicitConversion: true, exposeDefaultValues: true });
  const problems = validateSync(config, {
    skipMissingProperties: false,
    validationError: { target: false, value: false },
  });
  if (problems.length > 0) {
    const lines = problems.map((p) => `  ${p.property}: ${Object.values(p.constraints ?? {}).join('; ')}`);
    throw new ConfigError(`The configuration does not fit:\n${lines.join('\n')}`);
  }
  return config;
}
