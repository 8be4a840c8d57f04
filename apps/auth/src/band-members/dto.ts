import type { BandMember, UpsertBandMembers } from '@dongbaejul/contracts';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsOptional, IsString, MaxLength, MinLength, ValidateNested } from 'class-validator';

class BandMemberDto implements BandMember {
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  user_key: string;

  @IsString()
  @MaxLength(1_000)
  name: string;

  @IsOptional()
  @IsString()
  @MaxLength(4_000)
  profile_image_url: string | null;
}

export class UpsertBandMembersDto implements UpsertBandMembers {
  @IsArray()
  @ArrayMaxSize(500)
  @ValidateNested({ each: true })
  @Type(() => BandMemberDto)
  members: BandMemberDto[];
}
