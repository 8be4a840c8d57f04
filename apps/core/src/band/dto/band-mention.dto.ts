import { IsMongoId, IsOptional, IsString } from 'class-validator';

export class BandMentionDto {
  @IsOptional()
  @IsMongoId()
  member_id: string | null;

  @IsString()
  name: string;
}
