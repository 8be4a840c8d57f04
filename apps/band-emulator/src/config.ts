import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, IsUrl, Max, Min, MinLength, validateSync } from 'class-validator';

/** What the emulator is configured with; property names are the environment variables' own. */
export class EmulatorConfig {
  @IsIn(['development', 'test'])
  NODE_ENV: 'development' | 'test' = 'development';

  @IsInt()
  @Min(0)
  @Max(65535)
  PORT: number = 3090;

  @IsString()
  HOST: string = '127.0.0.1';

  @IsInt()
  @Min(1)
  @Max(10_000)
  EMULATOR_MEMBERS: number = 200;

  @IsInt()
  @Min(0)
  @Max(100_000)
  EMULATOR_POSTS: number = 400;

  @IsInt()
  @Min(1)
  @Max(1_000)
  EMULATOR_ALBUMS: number = 20;

  @IsInt()
  @Min(0)
  @Max(100_000)
  EMULATOR_PHOTOS: number = 2_000;

  /** Of a hundred posts so many have comments. */
  @IsInt()
  @Min(0)
  @Max(100)
  EMULATOR_COMMENTED_PERCENT: number = 85;

  /** The same seed and sizes give the same club at every start. */
  @IsInt()
  EMULATOR_SEED: number = 20_241_101;

  /** How long an access token lives, in seconds; BAND's own live ten years. */
  @IsInt()
  @Min(1)
  EMULATOR_TOKEN_SECONDS: number = 315_359_999;

  /** Where image links point; without it, to localhost on the port in use. */
  @IsUrl({ protocols: ['http', 'https'], require_tld: false, require_protocol: true })
  @IsOptional()
  EMULATOR_PUBLIC_URL?: string;

  @IsString()
  @MinLength(1)
  BAND_CLIENT_ID: string = 'dongbaejul-dev';

  @IsString()
  @MinLength(1)
  BAND_CLIENT_SECRET: string = 'dongbaejul-dev-secret';

  @IsString()
  @MinLength(1)
  BAND_KEY: string = 'AADdongbaejulDemoBand000';

  @IsString()
  @MinLength(1)
  BAND_NAME: string = '동배즐';

  @IsString()
  SERVICE_VERSION: string = '0.1.0';

  get publicUrl(): string {
    return (this.EMULATOR_PUBLIC_URL ?? `http://localhost:${this.PORT}`).replace(/\/+$/, '');
  }
}

/** Names the variables that do not fit and never their values. */
export class ConfigError extends Error {}

/**
 * Reads and validates the environment.
 * @throws ConfigError naming each variable that does not fit
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): EmulatorConfig {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const config = plainToInstance(EmulatorConfig, given, { enableImplicitConversion: true, exposeDefaultValues: true });
  const problems = validateSync(config, { validationError: { target: false, value: false } });
  if (problems.length > 0) {
    const lines = problems.map((p) => `  ${p.property}: ${Object.values(p.constraints ?? {}).join('; ')}`);
    throw new ConfigError(`The configuration does not fit:\n${lines.join('\n')}`);
  }
  return config;
}
