import { ACCOUNT_STATUSES, AccountStatus, Language, Role, ROLES } from '@dongbaejul/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { HIDEABLE_FIELDS, HideableField } from './account.schema';

const NULLABLE_TEXT = { type: String, nullable: true } as const;

/** What members see of each other. */
export class MemberDto {
  @ApiProperty()
  id: string;

  @ApiProperty()
  username: string;

  @ApiProperty()
  display_name: string;

  @ApiProperty({ ...NULLABLE_TEXT, description: 'Of an uploaded picture a signed address: shown, never stored' })
  avatar: string | null;

  @ApiProperty()
  bio: string;

  @ApiProperty({ enum: ROLES, isArray: true })
  roles: Role[];

  @ApiProperty({ enum: ACCOUNT_STATUSES })
  status: AccountStatus;

  @ApiProperty()
  band_linked: boolean;

  @ApiProperty(NULLABLE_TEXT)
  grade: string | null;

  @ApiProperty(NULLABLE_TEXT)
  gender: string | null;

  @ApiProperty({ format: 'date-time' })
  created_at: string;

  @ApiProperty({ ...NULLABLE_TEXT, format: 'date-time' })
  last_seen_at: string | null;

  @ApiPropertyOptional({ ...NULLABLE_TEXT, description: 'For oneself and staff' })
  email?: string | null;
}

export class PreferencesDto {
  @ApiProperty({ enum: ['ko', 'en'] })
  language: Language;

  @ApiProperty({ enum: HIDEABLE_FIELDS, isArray: true, description: 'Kept from other members' })
  hidden_fields: HideableField[];
}

export class UserProfileDto extends MemberDto {
  @ApiPropertyOptional({ type: Boolean, description: 'For oneself' })
  email_verified?: boolean;

  @ApiPropertyOptional({ type: PreferencesDto, description: 'For oneself' })
  preferences?: PreferencesDto;

  @ApiPropertyOptional({ type: Number, description: 'For If-Match; for oneself' })
  version?: number;
}
