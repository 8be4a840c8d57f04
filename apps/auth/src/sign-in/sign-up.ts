import type { AppError } from '@dongbaejul/contracts';
import { isDuplicateKey, Transactions } from '@dongbaejul/persistence';
import { invalidField } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { ACCOUNT_INDEXES } from '../../migrations/0001-accounts';
import { AccountMails } from '../account-mails/account-mails';
import { AccountErrors } from '../accounts/accounts.errors';
import { AccountsService } from '../accounts/accounts.service';
import { generateUsername } from '../accounts/names';
import { AuthConfig } from '../config';
import { isCommonPassword } from './common-passwords';
import type { SignedUpDto, SignUpDto } from './dto/sign-up.dto';
import { Passwords } from './passwords';

@Injectable()
export class SignUp {
  constructor(
    private readonly transactions: Transactions,
    private readonly accounts: AccountsService,
    private readonly passwords: Passwords,
    private readonly mails: AccountMails,
    private readonly config: AuthConfig,
  ) {}

  /** @throws INVALID_INPUT (a common password), EMAIL_TAKEN, USERNAME_TAKEN */
  async signUp(input: SignUpDto): Promise<SignedUpDto> {
    const { email, password } = input;
    const username = input.username ?? generateUsername();
    const displayName = input.display_name ?? username;
    if (isCommonPassword(password, [email, username, displayName])) throw commonPassword();
    const passwordHash = await this.passwords.hash(password);
    const status = this.config.admission === 'open' ? 'active' : 'pending';
    const account = { username, displayName, email, passwordHash, status } as const;
    try {
      return await this.transactions.run(async (session) => {
        const created = await this.accounts.create(session, account);
        await this.mails.verification(created, session);
        return { user_id: created._id.toHexString(), email, username };
      });
    } catch (error) {
      if (isDuplicateKey(error, ACCOUNT_INDEXES.email)) throw AccountErrors.EMAIL_TAKEN();
      if (isDuplicateKey(error, ACCOUNT_INDEXES.username)) throw AccountErrors.USERNAME_TAKEN();
      throw error;
    }
  }
}

const commonPassword = (): AppError =>
  invalidField('password', '너무 흔하거나 추측하기 쉬운 비밀번호입니다.', 'is too common or too easy to guess');
