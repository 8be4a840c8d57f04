import { IsId, Nested, Text } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsString, Matches, MaxLength, ValidateIf } from 'class-validator';
import { Device, DEVICE_KINDS, DeviceKind } from '../device.schema';

const LONGEST_ADDRESS = 2_000;
/** Visible ASCII: what push services make addresses and tokens of. */
const PLAIN = /^[!-~]+$/;

export class SubscriptionKeysDto {
  /** An uncompressed P-256 point: 65 bytes. */
  @ApiProperty({ type: String, pattern: '^B[A-Za-z0-9_-]{86}=?$' })
  @Matches(/^B[A-Za-z0-9_-]{86}=?$/)
  @IsString()
  p256dh: string;

  /** 16 bytes. */
  @ApiProperty({ type: String, pattern: '^[A-Za-z0-9_-]{22}(==)?$' })
  @Matches(/^[A-Za-z0-9_-]{22}(==)?$/)
  @IsString()
  auth: string;
}

const isWeb = ({ kind }: { kind: unknown }): boolean => kind === 'web_push';

/** A browser's PushSubscription (endpoint, keys), or an app's token. */
export class RegisterDeviceDto {
  @ApiProperty({ enum: DEVICE_KINDS })
  @IsIn(DEVICE_KINDS)
  kind: DeviceKind;

  @ApiPropertyOptional({
    type: String,
    maxLength: LONGEST_ADDRESS,
    pattern: PLAIN.source,
    description: 'For fcm and apns',
  })
  @ValidateIf((body: RegisterDeviceDto) => !isWeb(body))
  @Matches(PLAIN)
  @MaxLength(LONGEST_ADDRESS)
  @IsString()
  token?: string;

  @ApiPropertyOptional({ type: String, maxLength: LONGEST_ADDRESS, pattern: PLAIN.source, description: 'For web_push' })
  @ValidateIf(isWeb)
  @Matches(PLAIN)
  @MaxLength(LONGEST_ADDRESS)
  @IsString()
  endpoint?: string;

  @ApiPropertyOptional({ type: SubscriptionKeysDto, description: 'For web_push' })
  @ValidateIf(isWeb)
  @Nested(() => SubscriptionKeysDto)
  keys?: SubscriptionKeysDto;

  @Text({ max: 100, optional: true, singleLine: true, api: { description: 'To tell my devices apart' } })
  name?: string;
}

/** The address under which it was registered; for who signs out of a device and does not know its id. */
export class ForgetDeviceDto {
  @ApiProperty({
    type: String,
    maxLength: LONGEST_ADDRESS,
    pattern: PLAIN.source,
    description: 'The token or endpoint',
  })
  @Matches(PLAIN)
  @MaxLength(LONGEST_ADDRESS)
  @IsString()
  token: string;
}

export class DevicePath {
  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$' })
  @IsId()
  id: string;
}

export class DeviceDto {
  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$' })
  id: string;

  @ApiProperty({ enum: DEVICE_KINDS })
  kind: DeviceKind;

  @ApiProperty({ type: String })
  name: string;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: string;

  @ApiProperty({ type: String, format: 'date-time' })
  seen_at: string;
}

export class DeviceAnswer {
  @ApiProperty({ type: DeviceDto })
  device: DeviceDto;
}

export class DevicesAnswer {
  @ApiProperty({ type: [DeviceDto] })
  devices: DeviceDto[];
}

export const addressOf = (body: RegisterDeviceDto): string => (isWeb(body) ? body.endpoint : body.token) ?? '';

export const deviceDto = (row: Device): DeviceDto => ({
  id: String(row._id),
  kind: row.kind,
  name: row.name,
  created_at: row.created_at.toISOString(),
  seen_at: row.seen_at.toISOString(),
});
