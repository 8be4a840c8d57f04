import { SecretBox } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { newRecoveryCodes, recoveryDigest } from './recovery-codes';
import { SecondFactorRepository } from './second-factor.repository';
import type { SecondFactor } from './second-factor.schema';
import { matchingStep } from './totp';

const SIX_DIGITS = /^\d{6}$/;

/** What the secret of an account's app is sealed for. */
export const totpContext = (accountId: string): string => `totp:${accountId}`;

/** Codes of the app and recovery codes, checked and used up. */
@Injectable()
export class Codes {
  private readonly recoveryKeys: Buffer[];

  constructor(
    private readonly repository: SecondFactorRepository,
    private readonly box: SecretBox,
  ) {
    this.recoveryKeys = box.derive('recovery-code');
  }

  seal = (secret: string, accountId: string): string => this.box.seal(secret, totpContext(accountId));

  secretOf = ({ _id, secret }: SecondFactor): string => this.box.open(secret, totpContext(_id.toHexString()));

  /** The secret sealed for another account: what is sealed for one opens for no other. */
  resealed(factor: SecondFactor, accountId: string): string {
    return this.seal(this.secretOf(factor), accountId);
  }

  /** The step of a code of the app that was not used yet. */
  stepOf(factor: SecondFactor, code: string): number | undefined {
    return matchingStep(this.secretOf(factor), code, Date.now(), factor.lastStep);
  }

  /** Whether it is a code of the app or a recovery code that holds; it is then used up. */
  async use(factor: SecondFactor, code: string): Promise<boolean> {
    if (SIX_DIGITS.test(code)) {
      const step = this.stepOf(factor, code);
      return step !== undefined && (await this.repository.useStep(factor._id, step));
    }
    for (const key of this.recoveryKeys) {
      if (await this.repository.useRecovery(factor._id, recoveryDigest(code, key))) return true;
    }
    return false;
  }

  newRecovery(): { codes: string[]; digests: string[] } {
    const codes = newRecoveryCodes();
    return { codes, digests: codes.map((code) => recoveryDigest(code, this.recoveryKeys[0] as Buffer)) };
  }
}
