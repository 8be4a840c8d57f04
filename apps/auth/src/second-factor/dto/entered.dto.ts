import { ApiProperty } from '@nestjs/swagger';
import { SignedInDto, signedInOf } from '../../sessions/dto/tokens.dto';
import { Entered, isChallenge } from '../entry';

/** What a sign-in answers where the account has a second factor. */
export class MfaNeededDto {
  @ApiProperty({ enum: [true] })
  mfa_required: true;

  @ApiProperty({ description: 'For POST /auth/mfa/verify' })
  mfa_token: string;

  @ApiProperty({ description: 'Seconds' })
  expires_in: number;
}

export const MFA_NOTE = 'SignedInDto, or MfaNeededDto where the account has a second factor';

export const enteredOf = (entered: Entered): SignedInDto | MfaNeededDto =>
  isChallenge(entered)
    ? { mfa_required: true, mfa_token: entered.mfaToken, expires_in: entered.expiresIn }
    : signedInOf(entered);
