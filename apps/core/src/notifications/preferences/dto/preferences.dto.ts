import { CRITICAL_NOTIFICATIONS, Language, NOTIFICATION_TYPES, NotificationType } from '@dongbaejul/contracts';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Nested, Optional } from '@dongbaejul/service-kit';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsString,
  IsTimeZone,
  Matches,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import { Channel, CHANNELS, isOn, Preferences } from '../preferences.schema';

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const ClockTime =
  (example: string): PropertyDecorator =>
  (target, property) => {
    ApiPropertyOptional({ type: String, pattern: TIME.source, example })(target, property);
    Matches(TIME, { message: 'HH:MM 형식이어야 합니다.|must be a time such as 07:00' })(target, property);
    Optional()(target, property);
  };
const Switch = (): PropertyDecorator => (target, property) => {
  ApiPropertyOptional({ type: Boolean })(target, property);
  IsBoolean()(target, property);
  Optional()(target, property);
};

export class ChannelSwitchesDto implements Partial<Record<Channel, boolean>> {
  @Switch()
  live?: boolean;

  @Switch()
  web_push?: boolean;

  @Switch()
  fcm?: boolean;

  @Switch()
  apns?: boolean;
}

export class TypeSwitchesDto {
  @ApiProperty({ enum: NOTIFICATION_TYPES })
  @IsIn(NOTIFICATION_TYPES)
  type: NotificationType;

  @ApiProperty({ type: ChannelSwitchesDto })
  @Nested(() => ChannelSwitchesDto)
  channels: ChannelSwitchesDto;
}

const TIME_ZONE_RULE =
  'Asia/Seoul과 같은 IANA 시간대 이름이어야 합니다.|must be the IANA name of a time zone, such as Asia/Seoul';

export class QuietHoursDto {
  @Switch()
  enabled?: boolean;

  @ClockTime('22:00')
  start?: string;

  @ClockTime('07:00')
  end?: string;

  @ApiPropertyOptional({ type: String, maxLength: 64, description: 'IANA name', example: 'Asia/Seoul' })
  @Optional()
  @IsTimeZone({ message: TIME_ZONE_RULE })
  @MaxLength(64)
  @IsString()
  time_zone?: string;
}

export class DigestDto {
  @Switch()
  enabled?: boolean;

  @ClockTime('09:00')
  at?: string;

  @ApiPropertyOptional({ enum: NOTIFICATION_TYPES, isArray: true, description: 'What is told together, once a day' })
  @Optional()
  @IsArray()
  @ArrayUnique()
  @ArrayMaxSize(NOTIFICATION_TYPES.length)
  @IsIn(NOTIFICATION_TYPES, { each: true })
  types?: NotificationType[];
}

/** What is left out stays as it is. */
export class UpdateNotificationPreferencesDto {
  @ApiPropertyOptional({ type: [TypeSwitchesDto], maxItems: NOTIFICATION_TYPES.length })
  @Optional()
  @IsArray()
  @ArrayMaxSize(NOTIFICATION_TYPES.length)
  @ValidateNested({ each: true })
  @Type(() => TypeSwitchesDto)
  types?: TypeSwitchesDto[];

  @ApiPropertyOptional({ type: QuietHoursDto })
  @Optional()
  @Nested(() => QuietHoursDto)
  quiet_hours?: QuietHoursDto;

  @ApiPropertyOptional({ type: DigestDto })
  @Optional()
  @Nested(() => DigestDto)
  digest?: DigestDto;

  @ApiPropertyOptional({ enum: ['ko', 'en'], description: 'Of what reaches devices' })
  @Optional()
  @IsIn(['ko', 'en'])
  language?: Language;
}

export class TypePreferenceDto extends TypeSwitchesDto {
  @ApiProperty({ type: Boolean, description: 'Cannot be switched off or delayed' })
  critical: boolean;
}

export class NotificationPreferencesDto {
  @ApiProperty({ type: [TypePreferenceDto] })
  types: TypePreferenceDto[];

  @ApiProperty({ type: QuietHoursDto })
  quiet_hours: QuietHoursDto;

  @ApiProperty({ type: DigestDto })
  digest: DigestDto;

  @ApiProperty({ enum: ['ko', 'en'] })
  language: Language;

  @ApiProperty({ type: Number, description: 'Counts edits; for If-Match' })
  version: number;
}

export class WaysDto {
  @ApiProperty({ enum: CHANNELS, isArray: true, description: 'The channels that this server has' })
  available: Channel[];

  @ApiProperty({ type: String, nullable: true, description: 'applicationServerKey of a browser subscription' })
  web_push_public_key: string | null;
}

export class NotificationPreferencesAnswer {
  @ApiProperty({ type: NotificationPreferencesDto })
  preferences: NotificationPreferencesDto;

  @ApiProperty({ type: WaysDto })
  channels: WaysDto;
}

export const preferencesDto = (row: Preferences): NotificationPreferencesDto => ({
  types: NOTIFICATION_TYPES.map((type) => {
    const critical = CRITICAL_NOTIFICATIONS.includes(type);
    const channels = Object.fromEntries(CHANNELS.map((channel) => [channel, isOn(row, { type, critical }, channel)]));
    return { type, critical, channels };
  }),
  quiet_hours: row.quiet_hours,
  digest: row.digest,
  language: row.language,
  version: row.version,
});
