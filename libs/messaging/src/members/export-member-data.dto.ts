import type { ExportMemberData } from '@dongbaejul/contracts';
import { IsMongoId, IsOptional, IsString, MaxLength } from 'class-validator';

/** `<service>.member-data.export`, checked by each service that answers it. */
export class ExportMemberDataDto implements ExportMemberData {
  @IsMongoId()
  member_id: string;

  /** What the service itself gave out with the page before. */
  @IsOptional()
  @IsString()
  @MaxLength(100)
  cursor?: string;
}
