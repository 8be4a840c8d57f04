import { Injectable } from '@nestjs/common';
import { createHash, randomBytes } from 'node:crypto';
import type { Account } from '../accounts/account.schema';
import { AccountsRepository } from '../accounts/accounts.repository';
import { Attempts, digestOfAddress } from '../limits/attempts';
import type { SignInMethod } from '../sessions/session.schema';
import { Device, IssuedTokens, SessionsService } from '../sessions/sessions.service';
import { Codes } from './codes';
import { SecondFactorErrors } from './second-factor.errors';
import { SecondFactorRepository } from './second-factor.repository';

export const CHALLENGE_SECONDS = 300;
const TRIES = 5;

export interface ChallengeStarted {
  mfaToken: string;
  expiresIn: number;
}

export type Entered = IssuedTokens | ChallengeStarted;

export const isChallenge = (entered: Entered): entered is ChallengeStarted => 'mfaToken' in entered;

const digestOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** The last part of every sign-in: straight in, or by the second factor where the account has one. */
@Injectable()
export class Entry {
  constructor(
    private readonly repository: SecondFactorRepository,
    private readonly codes: Codes,
    private readonly accounts: AccountsRepository,
    private readonly sessions: SessionsService,
    private readonly attempts: Attempts,
  ) {}

  /** @throws ACCOUNT_BLOCKED, ACCOUNT_CLOSED, MFA_TOKEN_INVALID when the password was changed meanwhile */
  async enter(account: Account, method: SignInMethod, device: Device): Promise<Entered> {
    const factor = await this.repository.find(account._id);
    const passwordHash = method === 'password' ? (account.passwordHash ?? null) : null;
    if (!factor?.confirmedAt) return this.open(account, { method, device, passwordHash, secondFactor: false });
    const mfaToken = randomBytes(32).toString('base64url');
    const expiresAt = new Date(Date.now() + CHALLENGE_SECONDS * 1000);
    const challenge = { accountId: account._id, method, passwordHash, triesLeft: TRIES, expiresAt };
    await this.repository.insertChallenge({ _id: digestOf(mfaToken), ...challenge });
    return { mfaToken, expiresIn: CHALLENGE_SECONDS };
  }

  /** @throws MFA_TOKEN_INVALID, CODE_WRONG, TOO_MANY_SIGN_INS, ACCOUNT_BLOCKED */
  async finish(mfaToken: string, code: string, device: Device): Promise<IssuedTokens> {
    const id = digestOf(mfaToken);
    const challenge = await this.repository.tryChallenge(id);
    if (!challenge) throw SecondFactorErrors.MFA_TOKEN_INVALID();
    const [account, factor] = await Promise.all([
      this.accounts.findById(challenge.accountId),
      this.repository.find(challenge.accountId),
    ]);
    if (!account || !factor?.confirmedAt) throw SecondFactorErrors.MFA_TOKEN_INVALID();
    const who = { account: `second-factor:${account._id.toHexString()}`, address: device.address };
    const succeeded = await this.attempts.begin({ ...who, knownAddresses: account.knownAddresses });
    if (!(await this.codes.use(factor, code))) throw SecondFactorErrors.CODE_WRONG();
    await succeeded();
    if (!(await this.repository.finishChallenge(id))) throw SecondFactorErrors.MFA_TOKEN_INVALID();
    const { method, passwordHash } = challenge;
    return this.open(account, { method, device, passwordHash, secondFactor: true });
  }

  private open(
    account: Account,
    how: { method: SignInMethod; device: Device; passwordHash: string | null; secondFactor: boolean },
  ): Promise<IssuedTokens> {
    const { passwordHash, ...opening } = how;
    const stillProved = (now: Account): void => {
      if (passwordHash !== null && now.passwordHash !== passwordHash) throw SecondFactorErrors.MFA_TOKEN_INVALID();
    };
    const addressDigest = digestOfAddress(how.device.address);
    return this.sessions.open(account._id, { ...opening, addressDigest, stillProved });
  }
}
