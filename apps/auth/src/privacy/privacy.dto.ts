import { Text } from '@dongbaejul/service-kit';

export class CloseAccountDto {
  @Text({ max: 200, optional: true, trim: false, api: { description: 'Needed where the account has one' } })
  password?: string;
}
