import { SERVICES } from '@dongbaejul/contracts';
import { BaseConfig, EnvList } from '@dongbaejul/service-kit';
import { ArrayNotEmpty, IsArray, IsInt, IsString, IsUrl, Max, MaxLength, Min, MinLength } from 'class-validator';

export class ChatConfig extends BaseConfig {
  @IsInt()
  @Min(0)
  @Max(65535)
  override PORT: number = SERVICES['chat-socket'].port;

  @IsUrl({ protocols: ['mongodb', 'mongodb+srv'], require_tld: false, require_protocol: true })
  MONGODB_URI: string;

  @IsString()
  @MinLength(1)
  @MaxLength(63)
  MONGODB_DB_NAME: string = SERVICES['chat-socket'].database;

  /** The longest that a transaction takes with all its tries, in milliseconds; never past its request's deadline. */
  @IsInt()
  @Min(500)
  MONGODB_TRANSACTION_MS: number = 5_000;

  /** Where a socket's token is checked: auth's keys and revocations. Comma-separated replicas. */
  @EnvList()
  @IsArray()
  @ArrayNotEmpty()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http'] }, { each: true })
  AUTH_SERVER_URL: string[] = [`http://127.0.0.1:${SERVICES.auth.port}`];

  /** Browser origins that may open a socket; a client without an origin (the mobile app) always may. */
  @EnvList()
  @IsArray()
  @IsString({ each: true })
  ALLOWED_ORIGINS: string[] = [];

  /** Events of one connection a second, on average; three times as many at once. */
  @IsInt()
  @Min(1)
  SOCKET_EVENTS_PER_S: number = 30;

  /** Messages of one member a second, on average, over all connections and processes; four times as many at once. */
  @IsInt()
  @Min(1)
  SOCKET_MESSAGES_PER_S: number = 5;

  /** Open sockets of one person in one process; each tab and device has one. */
  @IsInt()
  @Min(1)
  SOCKETS_PER_MEMBER: number = 20;

  /** How long a message waits to be read before its offline readers are told, in milliseconds. */
  @IsInt()
  @Min(0)
  NOTIFY_AFTER_MS: number = 5_000;

  /** The same for readers who are connected: after this they are told too, in milliseconds. */
  @IsInt()
  @Min(0)
  NOTIFY_ONLINE_AFTER_MS: number = 60_000;

  /** Who was told of a room and did not look since is told of new messages there after this, in milliseconds. */
  @IsInt()
  @Min(0)
  NOTIFY_AGAIN_AFTER_MS: number = 3_600_000;
}
