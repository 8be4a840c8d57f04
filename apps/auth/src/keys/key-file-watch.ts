import { IntervalJobs } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { readFile } from 'node:fs/promises';
import { AuthConfig } from '../config';
import { KeyRing, signingKeysOf } from './key-ring';

/** Well within the five minutes for which a new key is published before it signs. */
const READ_EVERY_MS = 10_000;

/** Takes over what `yarn keys:rotate` wrote, without a restart. A file that cannot be read changes nothing. */
@Injectable()
export class KeyFileWatch {
  private readonly logger = new Logger(KeyFileWatch.name);
  private last: string | undefined;

  constructor(
    private readonly config: AuthConfig,
    private readonly ring: KeyRing,
    jobs: IntervalJobs,
  ) {
    if (config.JWT_PRIVATE_KEY !== undefined) return;
    jobs.start({ name: 'key file', everyMs: READ_EVERY_MS, run: () => this.read(), until: 'close' });
  }

  async read(): Promise<void> {
    try {
      const text = await readFile(this.config.keyFile, 'utf8');
      if (text === this.last) return;
      const keys = signingKeysOf(text);
      this.ring.replace(keys);
      if (this.last !== undefined)
        this.logger.log({ msg: 'the signing keys changed', kids: keys.map(({ kid }) => kid) });
      this.last = text;
    } catch (error) {
      this.logger.error({
        msg: 'the signing keys cannot be read; those so far stay',
        reason: (error as Error).message,
      });
    }
  }
}
