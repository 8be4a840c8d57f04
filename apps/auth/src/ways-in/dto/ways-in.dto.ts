import { Email, Text } from '@dongbaejul/service-kit';

const TOKEN = { max: 200, singleLine: true, api: { description: 'From the link in the mail' } } as const;
const NEW_PASSWORD = {
  min: 8,
  max: 200,
  trim: false,
  api: { format: 'password', description: 'Not a common one' },
} as const;

export class EmailTokenDto {
  @Text(TOKEN)
  token: string;
}

export class LinkEmailDto {
  @Email()
  email: string;

  @Text({
    max: 200,
    trim: false,
    optional: true,
    api: { format: 'password', description: 'Needed where the account has one' },
  })
  current_password?: string;
}

export class ForgotPasswordDto {
  @Email()
  email: string;
}

export class ResetPasswordDto {
  @Text(TOKEN)
  token: string;

  @Text(NEW_PASSWORD)
  password: string;
}

export class ChangePasswordDto {
  @Text({ max: 200, trim: false, api: { format: 'password' } })
  current_password: string;

  @Text(NEW_PASSWORD)
  new_password: string;
}
