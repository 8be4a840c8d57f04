import { SERVICES } from '@dongbaejul/contracts';
import { IsInt, IsString, IsUrl, Max, MaxLength, Min, MinLength } from 'class-validator';
import { PushConfig } from './push-config';

export class CoreConfig extends PushConfig {
  @IsInt()
  @Min(0)
  @Max(65535)
  override PORT: number = SERVICES.core.port;

  @IsUrl({ protocols: ['mongodb', 'mongodb+srv'], require_tld: false, require_protocol: true })
  MONGODB_URI: string;

  @IsString()
  @MinLength(1)
  @MaxLength(63)
  MONGODB_DB_NAME: string = SERVICES.core.database;
}
