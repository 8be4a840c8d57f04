import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { ENDPOINTS, FAULT_KINDS, type FaultKind, type FaultOrder } from '../faults';

export class FaultDto {
  @IsIn(FAULT_KINDS)
  kind: FaultKind;

  /** One that is nowhere would hit nothing, and a test that orders it would show nothing. */
  @IsIn(ENDPOINTS)
  @IsOptional()
  endpoint?: string;

  @IsString()
  @IsOptional()
  user_key?: string;

  @IsInt()
  @Min(1)
  @IsOptional()
  times?: number;

  @IsInt()
  @Min(0)
  @IsOptional()
  after?: number;

  @IsInt()
  @Min(0)
  @Max(600_000)
  @IsOptional()
  delay_ms?: number;

  @IsIn(['before', 'after'])
  @IsOptional()
  when?: 'before' | 'after';

  @IsInt()
  @Min(1)
  @IsOptional()
  window_ms?: number;

  @IsInt()
  @IsOptional()
  result_code?: number;

  @IsInt()
  @Min(200)
  @Max(599)
  @IsOptional()
  status?: number;

  @IsInt()
  @Min(0)
  @IsOptional()
  retry_after?: number;

  @IsString()
  @IsOptional()
  location?: string;

  toOrder(): FaultOrder {
    return {
      kind: this.kind,
      endpoint: this.endpoint,
      userKey: this.user_key,
      times: this.times,
      after: this.after,
      delayMs: this.delay_ms,
      when: this.when,
      windowMs: this.window_ms,
      resultCode: this.result_code,
      status: this.status,
      retryAfter: this.retry_after,
      location: this.location,
    };
  }
}

export class FaultsDto {
  /** First of all, back to a BAND without faults. */
  @IsBoolean()
  @IsOptional()
  reset?: boolean;

  @IsBoolean()
  @IsOptional()
  state_echo?: boolean;

  /** How long new access tokens live. */
  @IsInt()
  @Min(1)
  @IsOptional()
  token_seconds?: number;

  /** Ends every access and refresh token made so far. */
  @IsBoolean()
  @IsOptional()
  revoke_tokens?: boolean;

  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @Type(() => FaultDto)
  @IsOptional()
  faults?: FaultDto[];
}
