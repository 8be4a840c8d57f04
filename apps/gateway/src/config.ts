import { AddressVariable, BACKEND_SERVICES, SERVICES } from '@dongbaejul/contracts';
import { BaseConfig, EnvBoolean, EnvList } from '@dongbaejul/service-kit';
import { ArrayNotEmpty, IsArray, IsBoolean, IsInt, IsString, IsUrl, Matches, Min } from 'class-validator';

/** The addresses of one service's replicas, comma-separated in the environment. */
const Addresses = (): PropertyDecorator => (target, property) => {
  EnvList()(target, property);
  IsArray()(target, property as string);
  IsUrl({ require_tld: false, require_protocol: true, protocols: ['http'] }, { each: true })(
    target,
    property as string,
  );
};

/** One variable for each service of the contracts, of the name its row gives; by default what runs on this machine. */
class AddressesConfig extends BaseConfig {
  constructor() {
    super();
    for (const name of BACKEND_SERVICES) {
      const { addressVariable, port } = SERVICES[name];
      Object.assign(this, { [addressVariable]: [`http://127.0.0.1:${port}`] });
    }
  }
}
for (const name of BACKEND_SERVICES) Addresses()(AddressesConfig.prototype, SERVICES[name].addressVariable);

const ConfigWithAddresses = AddressesConfig as new () => AddressesConfig & Record<AddressVariable, string[]>;

export class GatewayConfig extends ConfigWithAddresses {
  override PORT: number = SERVICES.gateway.port;

  /** Nothing signs anybody in without it. */
  @ArrayNotEmpty()
  declare AUTH_SERVER_URL: string[];

  /** Browser origins that may call the API; a request without an origin (the mobile app) always may. */
  @EnvList()
  @IsArray()
  @IsString({ each: true })
  ALLOWED_ORIGINS: string[] = [];

  /** Addresses or CIDR ranges of the proxies in front, whose X-Forwarded-For and X-Request-ID are believed. */
  @EnvList()
  @IsArray()
  @Matches(/^[0-9a-fA-F.:]+(\/\d{1,3})?$/, { each: true })
  TRUST_PROXY: string[] = [];

  /** Requests per window for one user, or for one address where nobody is signed in (seeds/000: 1000 per 15 min). */
  @IsInt()
  @Min(1)
  RATE_LIMIT_GENERAL: number = 1000;

  @IsInt()
  @Min(1)
  RATE_LIMIT_GENERAL_WINDOW_S: number = 900;

  /** Uploads per hour and user (seeds/000: 10). */
  @IsInt()
  @Min(1)
  RATE_LIMIT_UPLOADS: number = 10;

  /** How long an upstream may take to begin its answer where the route table says nothing else, in milliseconds. */
  @IsInt()
  @Min(100)
  PROXY_TIMEOUT_MS: number = 10_000;

  /** How long an answer that has begun may pause, in milliseconds. */
  @IsInt()
  @Min(100)
  PROXY_IDLE_TIMEOUT_MS: number = 30_000;

  /** Oldest and newest version of the app that `/app/config` tells. */
  @IsString()
  APP_MIN_VERSION: string = '1.0.0';

  @IsString()
  APP_LATEST_VERSION: string = '1.0.0';

  @EnvBoolean()
  @IsBoolean()
  MAINTENANCE: boolean = false;

  /** The merged OpenAPI document that `/docs` shows. */
  @IsString()
  OPENAPI_FILE: string = 'openapi.yaml';

  /** The description of socket events that `/docs/asyncapi` shows. */
  @IsString()
  ASYNCAPI_FILE: string = 'asyncapi.yaml';
}
