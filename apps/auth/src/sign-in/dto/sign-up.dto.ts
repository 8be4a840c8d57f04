import { Email, Text } from '@dongbaejul/service-kit';
import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { USERNAME_PATTERN } from '../../accounts/names';

const USERNAME_RULE =
  '한글, 영문자, 숫자로 시작하고 한글, 영문자, 숫자, . _ - 만 쓸 수 있습니다.|must start with a Korean or English letter or a digit and have only these and . _ -';

export class SignUpDto {
  @Email()
  email: string;

  @Text({ min: 8, max: 200, trim: false, api: { format: 'password', description: 'Not a common one' } })
  password: string;

  @Matches(USERNAME_PATTERN, { message: USERNAME_RULE })
  @Text({
    min: 3,
    max: 50,
    singleLine: true,
    optional: true,
    api: {
      pattern: USERNAME_PATTERN.source,
      description: 'Korean and English letters, digits and . _ - ; made up when left out',
    },
  })
  username?: string;

  @Text({ max: 50, singleLine: true, optional: true, api: { description: 'The username when left out' } })
  display_name?: string;

  @Text({
    max: 100,
    singleLine: true,
    optional: true,
    api: { description: 'Of an invitation: who has one is a member at once' },
  })
  invitation_code?: string;
}

export class SignedUpDto {
  @ApiProperty()
  user_id: string;

  @ApiProperty()
  email: string;

  @ApiProperty()
  username: string;
}
