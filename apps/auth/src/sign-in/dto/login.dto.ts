import { Text } from '@dongbaejul/service-kit';
import { ValidateIf } from 'class-validator';
import { WantsCookie } from '../../sessions/cookie/refresh-cookie.decorators';

/** Either `email` or `username`, and the password. */
export class LoginDto {
  /** Missing where neither is there, so that the answer names it beside the password. */
  @ValidateIf(({ email, username }: LoginDto) => email !== undefined || username === undefined)
  @Text({ max: 254, singleLine: true, api: { description: 'This or username', required: false } })
  email?: string;

  @Text({ max: 254, singleLine: true, optional: true, api: { description: 'This or email' } })
  username?: string;

  @Text({ max: 200, trim: false, api: { format: 'password' } })
  password: string;

  @WantsCookie()
  refresh_cookie?: boolean;
}
