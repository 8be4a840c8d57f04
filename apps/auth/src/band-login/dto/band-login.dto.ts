import { Text } from '@dongbaejul/service-kit';
import { ApiProperty } from '@nestjs/swagger';
import { WantsCookie } from '../../sessions/cookie/refresh-cookie.decorators';
import { CodeChallenge, CodeVerifier } from './pkce.decorators';

export class BandLoginDto {
  @Text({ max: 2_000, singleLine: true, api: { description: 'One of those that are allowed' } })
  redirect_uri: string;

  @Text({ max: 200, singleLine: true, optional: true, api: { description: 'Names the club; must be ours' } })
  band_code?: string;

  @CodeChallenge()
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

  @CodeVerifier()
  code_verifier?: string;

  @WantsCookie()
  refresh_cookie?: boolean;
}
