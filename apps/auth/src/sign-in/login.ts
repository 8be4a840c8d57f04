import { invalidField } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.schema';
import { AccountsRepository } from '../accounts/accounts.repository';
import { uniqueKey } from '../accounts/names';
import { Entered, Entry } from '../second-factor/entry';
import type { Device } from '../sessions/sessions.service';
import { Attempts } from '../limits/attempts';
import type { LoginDto } from './dto/login.dto';
import { Passwords } from './passwords';
import { SignInErrors } from '../limits/sign-in.errors';

/** Sign-in by password. An unknown account, a closed one and a wrong password are the same from outside. */
@Injectable()
export class Login {
  constructor(
    private readonly accounts: AccountsRepository,
    private readonly entry: Entry,
    private readonly passwords: Passwords,
    private readonly attempts: Attempts,
  ) {}

  /** @throws INVALID_INPUT, TOO_MANY_SIGN_INS, WRONG_CREDENTIALS, ACCOUNT_BLOCKED */
  async login(input: LoginDto, device: Device): Promise<Entered> {
    const { key, found } = await this.find(input);
    const account = found?.status === 'closed' ? null : found;
    const succeeded = await this.attempts.begin({
      account: account?._id.toHexString() ?? key,
      address: device.address,
      knownAddresses: account?.knownAddresses ?? [],
    });
    const right = await this.passwords.matches(account?.passwordHash, input.password);
    if (!right || !account) throw SignInErrors.WRONG_CREDENTIALS();
    await succeeded();
    return this.entry.enter(account, 'password', device);
  }

  private async find({ email, username }: LoginDto): Promise<{ key: string; found: Account | null }> {
    if (email !== undefined && username !== undefined) throw onlyOne();
    if (email !== undefined) {
      const key = uniqueKey(email);
      return { key, found: await this.accounts.findByEmailKey(key) };
    }
    if (username === undefined) throw onlyOne();
    const key = uniqueKey(username);
    return { key, found: await this.accounts.findByUsernameKey(key) };
  }
}

const onlyOne = (): Error =>
  invalidField('email', 'email과 username 중 하나를 보내 주세요.', 'either email or username is needed');
