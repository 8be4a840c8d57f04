import { SERVICES } from '@dongbaejul/contracts';
import { IsInt, IsOptional, IsString, IsUrl, Max, MaxLength, Min, MinLength, ValidateIf } from 'class-validator';
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

  /** The longest that a transaction takes with all its tries, in milliseconds; never past its request's deadline. */
  @IsInt()
  @Min(500)
  MONGODB_TRANSACTION_MS: number = 5_000;

  /** Where uploads are kept, unless in S3. All replicas need the same one. */
  @IsString()
  @MinLength(1)
  UPLOADS_DIR: string = '.data/uploads';

  /** After this many hours an upload that nothing holds is deleted. */
  @IsInt()
  @Min(1)
  @Max(720)
  UPLOADS_UNCLAIMED_HOURS: number = 24;

  /** With a bucket, uploads are kept in S3 or a store that speaks it. */
  @IsString()
  @IsOptional()
  UPLOADS_S3_BUCKET?: string;

  /** Unset: Amazon's own for the region. */
  @IsUrl({ require_tld: false, require_protocol: true })
  @IsOptional()
  UPLOADS_S3_ENDPOINT?: string;

  @IsString()
  UPLOADS_S3_REGION: string = 'ap-northeast-2';

  @ValidateIf((config: CoreConfig) => config.UPLOADS_S3_BUCKET !== undefined)
  @IsString()
  UPLOADS_S3_ACCESS_KEY_ID?: string;

  @ValidateIf((config: CoreConfig) => config.UPLOADS_S3_BUCKET !== undefined)
  @IsString()
  UPLOADS_S3_SECRET_ACCESS_KEY?: string;
}
