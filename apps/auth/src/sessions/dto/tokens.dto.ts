import { PERMISSIONS, Permission, permissionsOf, Role } from '@dongbaejul/contracts';
import { Text } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { Account } from '../../accounts/account.schema';
import { profileOf } from '../../accounts/profile';
import { UserProfileDto } from '../../accounts/profile.dto';
import type { IssuedTokens } from '../sessions.service';

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

export class MeDto {
  @ApiProperty()
  user: UserProfileDto;

  @ApiProperty(PERMISSION_LIST)
  permissions: Permission[];
}

export class SignedInDto extends TokensDto {
  @ApiProperty()
  user: UserProfileDto;

  @ApiProperty(PERMISSION_LIST)
  permissions: Permission[];
}

export class VerifiedDto {
  @ApiProperty()
  valid: boolean;

  @ApiProperty()
  user: UserProfileDto;
}

export const meOf = (account: Account, roles: readonly Role[]): MeDto => ({
  user: profileOf(account),
  permissions: permissionsOf(roles),
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
