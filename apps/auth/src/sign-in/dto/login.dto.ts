import { Text } from '@dongbaejul/service-kit';
import { WantsCookie } from '../../sessions/cookie/refresh-cookie.decorators';

/** Either `email` or `username`, and the password. */
export class LoginDto {
  @Text({ max: 254, singleLine: true, optional: true, api: { description: 'This or username' } })
  email?: string;

  @Text({ max: 254, singleLine: true, optional: true, api: { description: 'This or email' } })
  username?: string;

  @Text({ max: 200, trim: false, api: { format: 'password' } })
  password: string;

  @WantsCookie()
  refresh_cookie?: boolean;
}
