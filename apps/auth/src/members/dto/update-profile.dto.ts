import { GRADES, Language } from '@dongbaejul/contracts';
import { MaybeId, Nested, Text } from '@dongbaejul/service-kit';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayUnique, IsArray, IsIn, IsOptional, Matches } from 'class-validator';
import { HIDEABLE_FIELDS, HideableField } from '../../accounts/account.schema';

export const GENDERS = ['male', 'female', 'other'] as const;

const AVATAR_RULE =
  'http(s) 주소나 업로드한 사진의 id 또는 주소여야 합니다.|must be an http(s) address, or the id or address of an upload';
/** Of an upload: its id, or what POST /uploads answered as url or thumbnail_url. */
const AVATAR_PATTERN = /^(https?:\/\/[^\s"'<>\\]+|[0-9a-f]{24}|\/api\/v1\/uploads\/[0-9a-f]{24}(\?[\w=&-]+)?)$/;

export class UpdatePreferencesDto {
  @ApiPropertyOptional({ enum: ['ko', 'en'] })
  @IsOptional()
  @IsIn(['ko', 'en'])
  language?: Language;

  @ApiPropertyOptional({ enum: HIDEABLE_FIELDS, isArray: true })
  @IsOptional()
  @IsIn(HIDEABLE_FIELDS, { each: true })
  @ArrayUnique()
  @ArrayMaxSize(HIDEABLE_FIELDS.length)
  @IsArray()
  hidden_fields?: HideableField[];
}

/** Any part of it: PUT and PATCH both leave alone what is not sent. null clears avatar, bio, grade and gender. */
export class UpdateProfileDto {
  @Text({ max: 50, singleLine: true, optional: true })
  display_name?: string | null;

  @MaybeId()
  @Matches(AVATAR_PATTERN, { message: AVATAR_RULE })
  @Text({
    max: 2_000,
    singleLine: true,
    optional: true,
    api: {
      nullable: true,
      description:
        'id, url or thumbnail_url of a picture that I uploaded, or an http(s) address of a picture. An uploaded one is ' +
        'answered as a signed address that lasts 15 minutes or more: shown, never stored; sent back it changes nothing',
    },
  })
  avatar?: string | null;

  @Text({ min: 0, max: 500, optional: true, api: { nullable: true } })
  bio?: string | null;

  @ApiPropertyOptional({ enum: GRADES, nullable: true })
  @IsOptional()
  @IsIn(GRADES)
  grade?: string | null;

  @ApiPropertyOptional({ enum: GENDERS, nullable: true })
  @IsOptional()
  @IsIn(GENDERS)
  gender?: string | null;

  @ApiPropertyOptional({ type: UpdatePreferencesDto })
  @IsOptional()
  @Nested(() => UpdatePreferencesDto)
  preferences?: UpdatePreferencesDto | null;
}
