import { Role, ROLES, SERVICES } from '@dongbaejul/contracts';
import { ENCRYPTION_KEY } from '@dongbaejul/persistence';
import { BaseConfig, EnvBoolean, EnvList, NotOfDevelopment } from '@dongbaejul/service-kit';
import {
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Min,
  MinLength,
  registerDecorator,
  ValidateIf,
} from 'class-validator';
import { readDuration } from './duration';

/** Required in staging and production; elsewhere the getter beside it knows what a developer's machine needs. */
const RequiredWhenDeployed = (): PropertyDecorator =>
  ValidateIf((config: AuthConfig, value: unknown) => config.isProduction || value !== undefined);

/** A switch that must not be on where real people's data is. */
const OnlyOutsideProduction = (): PropertyDecorator => (target, property) =>
  registerDecorator({
    name: 'onlyOutsideProduction',
    target: target.constructor,
    propertyName: property as string,
    options: { message: 'is for development only' },
    validator: { validate: (value, args) => value !== true || !(args?.object as AuthConfig).isProduction },
  });

/** Mails that are written to a folder reach nobody. */
const NoFileInProduction = (): PropertyDecorator => (target, property) =>
  registerDecorator({
    name: 'noFileInProduction',
    target: target.constructor,
    propertyName: property as string,
    options: { message: 'must be a mail server' },
    validator: {
      validate: (value, args) => !(args?.object as AuthConfig).isProduction || !String(value).startsWith('file:'),
    },
  });

const HTTP_URL = { protocols: ['http', 'https'], require_tld: false, require_protocol: true };
const EMULATOR_URL = `http://127.0.0.1:${SERVICES['band-emulator'].port}`;
/** Protects nothing: what a developer's database holds is demo data. */
const DEVELOPMENT_ENCRYPTION_KEY = `development:${Buffer.from('dongbaejul-development-key-0001!').toString('base64')}`;
const DEVELOPMENT_REDIRECT_URIS = ['dongbaejul://auth/callback', 'http://localhost:*', 'http://127.0.0.1:*'];

export const ADMISSIONS = ['open', 'approval'] as const;
export type Admission = (typeof ADMISSIONS)[number];

export class AuthConfig extends BaseConfig {
  override PORT: number = SERVICES.auth.port;

  @Matches(/^mongodb(\+srv)?:\/\//)
  MONGODB_URI: string = 'mongodb://127.0.0.1:27017/?replicaSet=rs0';

  @Matches(/^[A-Za-z0-9_-]{1,60}$/)
  MONGODB_DB_NAME: string = SERVICES.auth.database;

  /** The longest that a transaction takes with all its tries, in milliseconds; never past its request's deadline. */
  @IsInt()
  @Min(500)
  MONGODB_TRANSACTION_MS: number = 5_000;

  /** Lifetime of access tokens: `24h`, `15m`, `900` (seconds). */
  @Matches(/^[1-9]\d{0,6}(s|m|h|d)?$/)
  JWT_EXPIRES_IN: string = '24h';

  /** The ES256 signing key as PEM; `\n` may stand for line breaks. */
  @ValidateIf((c: AuthConfig) => c.JWT_PRIVATE_KEY !== undefined || (c.isProduction && !c.JWT_PRIVATE_KEY_FILE))
  @IsString()
  @MinLength(100)
  JWT_PRIVATE_KEY?: string;

  /** Or a file that holds it. Development and test make it when it is missing. */
  @IsString()
  @IsOptional()
  JWT_PRIVATE_KEY_FILE?: string;

  @RequiredWhenDeployed()
  @IsUrl(HTTP_URL)
  BAND_AUTH_URL?: string;

  @RequiredWhenDeployed()
  @IsUrl(HTTP_URL)
  BAND_API_URL?: string;

  @RequiredWhenDeployed()
  @IsString()
  @MinLength(1)
  @NotOfDevelopment()
  BAND_CLIENT_ID?: string;

  @RequiredWhenDeployed()
  @IsString()
  @MinLength(1)
  @NotOfDevelopment()
  BAND_CLIENT_SECRET?: string;

  /** BAND's key of the club's band: who is in it is a member. */
  @RequiredWhenDeployed()
  @IsString()
  @MinLength(1)
  @NotOfDevelopment()
  BAND_KEY?: string;

  /** Our own name of the club; accepted as `band_code` besides BAND_KEY. */
  @IsString()
  CLUB_ID: string = 'dongbaejul';

  /** Where BAND may send a member back to. `http://host:*` stands for any port and path of a host. */
  @RequiredWhenDeployed()
  @EnvList()
  @IsArray()
  @IsString({ each: true })
  BAND_REDIRECT_URIS?: string[];

  /** `kid:base64 of 32 bytes`, several separated by commas: the first encrypts, all decrypt. */
  @RequiredWhenDeployed()
  @EnvList()
  @IsArray()
  @Matches(ENCRYPTION_KEY, { each: true })
  @NotOfDevelopment()
  DATA_ENCRYPTION_KEY?: string[];

  /** `smtp://user:password@host:port` or `smtps://…`; outside production also `file:folder`, for a developer to read. */
  @RequiredWhenDeployed()
  @Matches(/^(smtps?:\/\/[^\s/]+|file:\S+)$/)
  @NoFileInProduction()
  MAIL_URL?: string;

  /** Whom our mails come from. */
  @IsString()
  @MinLength(3)
  MAIL_FROM: string = '동배즐 <no-reply@dongbaejul.test>';

  /** Where links in mails lead: the app, or a page that opens it. `/verify-email?token=…` and the like are added. */
  @Matches(/^[a-z][a-z0-9+.-]*:\/\/\S+$/)
  APP_LINK_URL: string = 'dongbaejul://auth';

  /** Whether a stranger who signs up is a member at once. */
  @IsIn(ADMISSIONS)
  @IsOptional()
  ADMISSION?: Admission;

  /** Browser origins whose pages may have the refresh token as a cookie; the same as the gateway's. */
  @EnvList()
  @IsArray()
  @IsString({ each: true })
  ALLOWED_ORIGINS: string[] = [];

  /** Roles that count only in a session with a second factor, such as `OPERATOR,AUDITOR,ADMIN,SUPERADMIN`. */
  @EnvList()
  @IsArray()
  @IsIn(ROLES, { each: true })
  @IsOptional()
  MFA_REQUIRED_ROLES?: Role[];

  /** Known accounts with a known password: for development alone. */
  @EnvBoolean()
  @OnlyOutsideProduction()
  @IsBoolean()
  @IsOptional()
  DEMO_ACCOUNTS?: boolean;

  get accessTokenSeconds(): number {
    return readDuration(this.JWT_EXPIRES_IN);
  }

  get keyFile(): string {
    return this.JWT_PRIVATE_KEY_FILE ?? '.data/keys/auth-signing.pem';
  }

  get band(): { authUrl: string; apiUrl: string; clientId: string; clientSecret: string; key: string } {
    const trim = (url: string): string => url.replace(/\/+$/, '');
    return {
      authUrl: trim(this.BAND_AUTH_URL ?? EMULATOR_URL),
      apiUrl: trim(this.BAND_API_URL ?? EMULATOR_URL),
      clientId: this.BAND_CLIENT_ID ?? 'dongbaejul-dev',
      clientSecret: this.BAND_CLIENT_SECRET ?? 'dongbaejul-dev-secret',
      key: this.BAND_KEY ?? 'AADdongbaejulDemoBand000',
    };
  }

  get redirectUris(): string[] {
    return this.BAND_REDIRECT_URIS ?? DEVELOPMENT_REDIRECT_URIS;
  }

  get encryptionKeys(): string[] {
    return this.DATA_ENCRYPTION_KEY ?? [DEVELOPMENT_ENCRYPTION_KEY];
  }

  get mailUrl(): string {
    return this.MAIL_URL ?? 'file:.data/mail';
  }

  get appLink(): string {
    return this.APP_LINK_URL.replace(/\/+$/, '');
  }

  get rolesWithSecondFactor(): readonly Role[] {
    return this.MFA_REQUIRED_ROLES ?? [];
  }

  get admission(): Admission {
    return this.ADMISSION ?? (this.isProduction ? 'approval' : 'open');
  }

  get demoAccounts(): boolean {
    return this.DEMO_ACCOUNTS ?? this.NODE_ENV === 'development';
  }
}
