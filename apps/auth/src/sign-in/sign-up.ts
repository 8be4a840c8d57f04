import type { AppError } from '@dongbaejul/contracts';
import { isDuplicateKey, Transactions } from '@dongbaejul/persistence';
import { invalidField } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { ACCOUNT_INDEXES } from '../../migrations/0001-accounts';
import { AccountMails } from '../account-mails/account-mails';
import { AccountErrors } from '../accounts/accounts.errors';
import { AccountsService, NewAccount } from '../accounts/accounts.service';
import { generateUsername } from '../accounts/names';
import { AuthConfig } from '../config';
import { Invited, UseInvitation } from '../invitations/use-invitation';
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
    private readonly invitation: UseInvitation,
    private readonly config: AuthConfig,
  ) {}

  /**
   * @throws INVALID_INPUT (a common password), EMAIL_TAKEN, USERNAME_TAKEN, INVITATION_INVALID,
   *   INVITATION_OTHER_ADDRESS
   */
  async signUp(input: SignUpDto, clientAddress: string): Promise<SignedUpDto> {
    const { email, password, invitation_code: code } = input;
    const username = input.username ?? generateUsername();
    const displayName = input.display_name ?? username;
    if (isCommonPassword(password, [email, username, displayName])) throw commonPassword();
    const passwordHash = await this.passwords.hash(password);
    const status = code !== undefined || this.config.admission === 'open' ? 'active' : 'pending';
    const stranger: NewAccount = { username, displayName, email, passwordHash, status };
    const create = async (session: ClientSession): Promise<SignedUpDto> => {
      const { emailVerifiedAt } = code === undefined ? NOT_INVITED : await this.invitation.check(session, code, email);
      const created = await this.accounts.create(session, { ...stranger, ...(emailVerifiedAt && { emailVerifiedAt }) });
      if (code !== undefined) await this.invitation.take(session, code, created, clientAddress);
      if (!emailVerifiedAt) await this.mails.verification(created, session);
      return { user_id: created._id.toHexString(), email, username };
    };
    try {
      return await this.transactions.run(
        create,
        code === undefined ? {} : { aggregate: this.invitation.queueOf(code) },
      );
    } catch (error) {
      if (isDuplicateKey(error, ACCOUNT_INDEXES.email)) throw AccountErrors.EMAIL_TAKEN();
      if (isDuplicateKey(error, ACCOUNT_INDEXES.username)) throw AccountErrors.USERNAME_TAKEN();
      throw error;
    }
  }
}

const NOT_INVITED: Invited = { emailVerifiedAt: undefined };

const commonPassword = (): AppError =>
  invalidField('password', '너무 흔하거나 추측하기 쉬운 비밀번호입니다.', 'is too common or too easy to guess');
