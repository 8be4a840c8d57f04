import { PERMISSIONS, Permission, permissionsOf } from '@dongbaejul/contracts';
import { Text } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Account } from '../../accounts/account.schema';
import { profileOf } from '../../accounts/profile';
import { UserProfileDto } from '../../accounts/profile.dto';
import type { IssuedTokens, SessionRoles } from '../sessions.service';

export class RefreshDto {
  @Text({ max: 500, singleLine: true, optional: true, api: { description: 'Unless a browser sends it as the cookie' } })
  refresh_token?: string;
}

export class TokensDto {
  @ApiProperty()
  access_token: string;

  @ApiPropertyOptional({ description: 'Opaque, 30 days, changes at each use; absent where it came as the cookie' })
  refresh_token?: string;

  @ApiProperty({ description: 'Seconds until the access token expires' })
  expires_in: number;

  @ApiProperty({ enum: ['Bearer'] })
  token_type: 'Bearer';
}

const PERMISSION_LIST = { enum: Object.keys(PERMISSIONS), isArray: true };
const FACTOR_REQUIRED = {
  description:
    'Whether a role of the account waits for a second factor: set one up at POST /auth/mfa/totp, or sign in with it',
};

export class MeDto {
  @ApiProperty()
  user: UserProfileDto;

  @ApiProperty(PERMISSION_LIST)
  permissions: Permission[];

  @ApiProperty(FACTOR_REQUIRED)
  second_factor_required: boolean;
}

export class SignedInDto extends TokensDto {
  @ApiProperty()
  user: UserProfileDto;

  @ApiProperty(PERMISSION_LIST)
  permissions: Permission[];

  @ApiProperty(FACTOR_REQUIRED)
  second_factor_required: boolean;
}

export class VerifiedDto {
  @ApiProperty()
  valid: boolean;

  @ApiProperty()
  user: UserProfileDto;
}

export const meOf = (account: Account, roles: SessionRoles): MeDto => ({
  user: profileOf(account),
  permissions: permissionsOf(roles.inForce),
  second_factor_required: roles.withheld.length > 0,
});

export const tokensOf = (issued: IssuedTokens): TokensDto => ({
  access_token: issued.accessToken,
  refresh_token: issued.refreshToken,
  expires_in: issued.expiresIn,
  token_type: 'Bearer',
});

export const signedInOf = (issued: IssuedTokens): SignedInDto => ({
  ...tokensOf(issued),
  ...meOf(issued.account, issued.roles),
});
