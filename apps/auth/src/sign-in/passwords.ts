import { hash, verify } from '@node-rs/argon2';
import { Injectable } from '@nestjs/common';

/** argon2id as OWASP's cheat sheet sets it for interactive sign-in: 19 MiB, two passes, one lane. */
const OPTIONS = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Hashes and checks passwords, off the event loop. */
@Injectable()
export class Passwords {
  /** What an account that does not exist is checked against, so that it costs the same time. */
  private readonly dummy = hash('nobody has this password', OPTIONS);

  hash(password: string): Promise<string> {
    return hash(password, OPTIONS);
  }

  /** @param passwordHash undefined for an unknown account or one without a password: always false, equally slow */
  async matches(passwordHash: string | undefined, password: string): Promise<boolean> {
    const right = await verify(passwordHash ?? (await this.dummy), password);
    return right && passwordHash !== undefined;
  }
}
