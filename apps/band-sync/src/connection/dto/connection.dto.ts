import { Text } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** Without `code`: start connecting, the answer holds `auth_url`. With `code` and `state`: finish it. */
export class ConnectBandDto {
  @Text({
    max: 2_000,
    optional: true,
    singleLine: true,
    api: { description: 'To start: where BAND sends you back to' },
  })
  redirect_uri?: string;

  @Text({ max: 2_000, optional: true, singleLine: true, api: { description: 'To finish: what BAND sent along' } })
  code?: string;

  @Text({
    max: 200,
    optional: true,
    singleLine: true,
    api: { description: 'To finish: as the start answered it' },
  })
  state?: string;
}

export class BandConnectionDto {
  @ApiProperty({ enum: ['connected', 'reconnect_needed', 'disconnected'] })
  state: 'connected' | 'reconnect_needed' | 'disconnected';

  @ApiProperty({ type: String, description: 'The band that is synced' })
  band_key: string;

  @ApiProperty({ type: String, nullable: true })
  band_name: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Whose BAND account the sync reads with' })
  account_name: string | null;

  @ApiProperty({
    type: Boolean,
    nullable: true,
    description: 'Whether BAND let the account write posts when it was connected; null where it did not say',
  })
  may_post: boolean | null;

  @ApiProperty({ type: String, nullable: true })
  user_key: string | null;

  @ApiProperty({ type: String, nullable: true })
  scope: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expires_at: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  connected_at: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Account id of who connected it' })
  connected_by: string | null;
}

export class ConnectBandAnswerDto {
  @ApiPropertyOptional({
    type: String,
    description: 'Open it in a browser and agree; only when starting. Its redirect_uri carries a nonce',
  })
  auth_url?: string;

  @ApiPropertyOptional({ type: String, description: 'Send it back with the code, within 10 minutes' })
  state?: string;

  @ApiPropertyOptional({ type: BandConnectionDto, description: 'Only when finishing' })
  connection?: BandConnectionDto;
}
