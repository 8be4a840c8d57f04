import { Text } from '@dongbaejul/service-kit';
import { ApiProperty } from '@nestjs/swagger';
import { WantsCookie } from '../../sessions/cookie/refresh-cookie.decorators';

export class TotpDto {
  @ApiProperty({ description: 'Base32, for typing into an authenticator app' })
  secret: string;

  @ApiProperty({ description: 'The same as a QR code' })
  otpauth_url: string;
}

const CODE = { max: 20, min: 6, singleLine: true } as const;

export class CodeDto {
  @Text({ ...CODE, api: { description: 'Six digits from the app' } })
  code: string;
}

export class AnyCodeDto {
  @Text({ ...CODE, api: { description: 'Six digits from the app, or a recovery code' } })
  code: string;
}

export class MfaVerifyDto extends AnyCodeDto {
  @Text({ max: 200, singleLine: true, api: { description: 'From the sign-in, 5 minutes, 5 tries' } })
  mfa_token: string;

  @WantsCookie()
  refresh_cookie?: boolean;
}

export class RecoveryCodesDto {
  @ApiProperty({ type: [String], description: 'Shown this once; each signs in once in place of the app' })
  recovery_codes: string[];
}
