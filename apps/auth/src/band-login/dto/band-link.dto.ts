import { invalidField, Text } from '@dongbaejul/service-kit';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { BandCallbackDto, BandLoginDto } from './band-login.dto';
import { CodeChallenge, CodeVerifier } from './pkce.decorators';

/** The body of login to begin, that of callback to finish. */
export class BandLinkDto {
  @Text({ max: 2_000, singleLine: true, optional: true, api: { description: 'To begin' } })
  redirect_uri?: string;

  @Text({ max: 200, singleLine: true, optional: true, api: { description: 'Names the club; must be ours' } })
  band_code?: string;

  @CodeChallenge()
  code_challenge?: string;

  @Text({ max: 2_000, singleLine: true, optional: true, api: { description: 'To finish: as BAND gave it' } })
  code?: string;

  @Text({ max: 200, singleLine: true, optional: true, api: { description: 'To finish: as the beginning answered it' } })
  state?: string;

  @CodeVerifier()
  code_verifier?: string;

  /** @throws INVALID_INPUT unless it is one of the two bodies */
  step(): BandLoginDto | BandCallbackDto {
    const { redirect_uri, band_code, code_challenge, code, state, code_verifier } = this;
    if (redirect_uri !== undefined && code === undefined && state === undefined) {
      return { redirect_uri, ...(band_code && { band_code }), ...(code_challenge && { code_challenge }) };
    }
    if (code !== undefined && state !== undefined && redirect_uri === undefined) {
      return { code, state, ...(code_verifier && { code_verifier }) };
    }
    throw invalidField(
      'redirect_uri',
      '시작할 때는 redirect_uri만, 마칠 때는 code와 state를 보내 주세요.',
      'send redirect_uri to begin, or code and state to finish',
    );
  }
}

export class BandLinkAnswerDto {
  @ApiPropertyOptional({ description: 'Of the beginning' })
  auth_url?: string;

  @ApiPropertyOptional({ description: 'Of the beginning' })
  state?: string;

  @ApiPropertyOptional({ description: 'Of the end' })
  band_linked?: boolean;
}
