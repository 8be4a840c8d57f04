import { Text } from '@dongbaejul/service-kit';
import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { WantsCookie } from '../../sessions/cookie/refresh-cookie.decorators';

export const CHALLENGE_RULE = 'S256 방식의 code_challenge여야 합니다.|must be an S256 code_challenge';
export const VERIFIER_RULE = '43~128자의 code_verifier여야 합니다.|must be a code_verifier of 43 to 128 characters';

/** RFC 7636, 4.2 and 4.1. */
export const CHALLENGE = /^[A-Za-z0-9_-]{43}$/;
export const VERIFIER = /^[A-Za-z0-9._~-]{43,128}$/;

export class BandLoginDto {
  @Text({ max: 2_000, singleLine: true, api: { description: 'One of those that are allowed' } })
  redirect_uri: string;

  @Text({ max: 200, singleLine: true, optional: true, api: { description: 'Names the club; must be ours' } })
  band_code?: string;

  @Matches(CHALLENGE, { message: CHALLENGE_RULE })
  @Text({
    min: 43,
    max: 43,
    singleLine: true,
    optional: true,
    api: { pattern: CHALLENGE.source, description: 'RFC 7636, S256' },
  })
  code_challenge?: string;
}

export class BandLoginStartedDto {
  @ApiProperty({
    description:
      'Open it in a browser. Its redirect_uri carries a nonce: keep it, and refuse an address that comes back with another',
  })
  auth_url: string;

  @ApiProperty({ description: 'Keep it for the callback: single use, 10 minutes' })
  state: string;
}

export class BandCallbackDto {
  @Text({ max: 2_000, singleLine: true, api: { description: 'As BAND gave it to redirect_uri' } })
  code: string;

  @Text({ max: 200, singleLine: true, api: { description: 'As login answered it' } })
  state: string;

  @Matches(VERIFIER, { message: VERIFIER_RULE })
  @Text({
    min: 43,
    max: 128,
    singleLine: true,
    optional: true,
    api: { pattern: VERIFIER.source, description: 'Needed after a code_challenge' },
  })
  code_verifier?: string;

  @WantsCookie()
  refresh_cookie?: boolean;
}
