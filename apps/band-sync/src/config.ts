import { ENCRYPTION_KEY } from '@dongbaejul/persistence';
import { BaseConfig, EnvBoolean, EnvList, NotOfDevelopment } from '@dongbaejul/service-kit';
import { IsBoolean, IsInt, IsString, IsUrl, Matches, Max, Min, MinLength, registerDecorator } from 'class-validator';

const URL_RULE = { protocols: ['http', 'https'], require_tld: false, require_protocol: true };
const DEVELOPMENT_REDIRECT_URIS = ['http://localhost:*', 'http://127.0.0.1:*'];

/** Between noting that BAND is about to be asked to write and asking; a process that slept longer puts it back. */
export const ASK_WITHIN_MS = 5_000;
/** BAND is asked, refuses the token, gives another, and is asked again. */
const CALLS_IN_A_ROW = 3;

/** Otherwise another replica would take a process for dead whose call to BAND is still under way. */
const OutlastsACall = (): PropertyDecorator => (target, property) =>
  registerDecorator({
    name: 'outlastsACall',
    target: target.constructor,
    propertyName: property as string,
    options: {
      message: `must be at least ${ASK_WITHIN_MS} + ${CALLS_IN_A_ROW} x BAND_TIMEOUT_MS, which a call to BAND that is still under way may take`,
    },
    validator: {
      validate: (value, args) =>
        Number(value) >= ASK_WITHIN_MS + CALLS_IN_A_ROW * (args?.object as BandSyncConfig).BAND_TIMEOUT_MS,
    },
  });

/** What band-sync is configured with. Property names are the environment variables' own. */
export class BandSyncConfig extends BaseConfig {
  override PORT: number = 3004;

  @IsString()
  @MinLength(1)
  MONGODB_URI: string;

  @IsString()
  @MinLength(1)
  MONGODB_DB_NAME: string = 'dongbaejul_band';

  /** The longest that a transaction takes with all its tries, in milliseconds; never past its request's deadline. */
  @IsInt()
  @Min(500)
  MONGODB_TRANSACTION_MS: number = 5_000;

  @IsUrl(URL_RULE)
  BAND_API_URL: string = 'https://openapi.band.us';

  @IsUrl(URL_RULE)
  BAND_AUTH_URL: string = 'https://auth.band.us';

  @IsString()
  @MinLength(1)
  @NotOfDevelopment()
  BAND_KEY: string;

  @IsString()
  @MinLength(1)
  CLUB_ID: string;

  @IsString()
  @MinLength(1)
  @NotOfDevelopment()
  BAND_CLIENT_ID: string;

  @IsString()
  @MinLength(1)
  @NotOfDevelopment()
  BAND_CLIENT_SECRET: string;

  /**
   * Where BAND may send an administrator back to after connecting; `http://host:*` stands for any port and path of a
   * host. This machine is allowed in development.
   */
  @EnvList()
  @IsString({ each: true })
  BAND_CONNECT_REDIRECT_URIS: string[] = ['dongbaejul://band/connected'];

  /** Keys for secrets at rest, `kid:base64(32 bytes)`, comma-separated; the first encrypts, all decrypt. */
  @EnvList()
  @Matches(ENCRYPTION_KEY, { each: true, message: 'must be a list of kid:base64(32 bytes)' })
  @NotOfDevelopment()
  DATA_ENCRYPTION_KEY: string[];

  /** Off: members are still read from posts and comments, but posts and comments are not brought over. */
  @EnvBoolean()
  @IsBoolean()
  SYNC_POSTS: boolean = true;

  /** Development only: connects the emulator's leader by itself and runs a first sync. */
  @EnvBoolean()
  @IsBoolean()
  AUTO_CONNECT: boolean = false;

  /** Where pictures may be fetched from, `*.name` for any name below; in development the API's own host as well. */
  @EnvList()
  @Matches(/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+$/, { each: true, message: 'must be a list of host names' })
  BAND_IMAGE_HOSTS: string[] = ['*.band.us', '*.pstatic.net'];

  /** Calls to BAND under way at the same time. */
  @IsInt()
  @Min(1)
  @Max(16)
  BAND_CONCURRENCY: number = 4;

  /** Milliseconds for one call to BAND, all of it. */
  @IsInt()
  @Min(100)
  BAND_TIMEOUT_MS: number = 10_000;

  /** The "second" of the pauses between tries; tests shorten it. */
  @IsInt()
  @Min(1)
  BAND_RETRY_UNIT_MS: number = 1_000;

  /**
   * How often a process looks for publications that another one ordered or left, in milliseconds. Its own it takes up
   * at once and when they are due.
   */
  @IsInt()
  @Min(50)
  PUBLISH_LOOK_EVERY_MS: number = 2_000;

  /**
   * A process that has a publication in hand and is silent for this long counts as dead, in milliseconds: at least
   * 5,000 and three times BAND_TIMEOUT_MS.
   */
  @IsInt()
  @OutlastsACall()
  PUBLISH_HOLD_MS: number = 60_000;

  /** How often the club is synced by itself, in milliseconds; 0 for never. */
  @IsInt()
  @Min(0)
  SYNC_INTERVAL_MS: number = 30 * 60_000;

  /** How long POST /users/sync-band waits for the run before it answers 202, in milliseconds. */
  @IsInt()
  @Min(0)
  SYNC_ANSWER_WITHIN_MS: number = 8_000;

  get redirectUris(): string[] {
    return this.isProduction
      ? this.BAND_CONNECT_REDIRECT_URIS
      : [...this.BAND_CONNECT_REDIRECT_URIS, ...DEVELOPMENT_REDIRECT_URIS];
  }

  /** The emulator's origins: its pictures are on this machine. */
  get trustedImageOrigins(): string[] {
    if (this.isProduction) return [];
    const { protocol, host, port } = new URL(this.BAND_API_URL);
    const local = [`${protocol}//localhost:${port}`, `${protocol}//127.0.0.1:${port}`];
    return [`${protocol}//${host}`, ...(port === '' ? [] : local)];
  }

  /** Whether the emulator's shortcuts may be used. */
  get mayAutoConnect(): boolean {
    return this.AUTO_CONNECT && !this.isProduction;
  }
}
