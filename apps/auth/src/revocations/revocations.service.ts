import { Revocation, RevocationMessage, revocationChannel, RevocationSnapshot } from '@dongbaejul/identity';
import { Transactions } from '@dongbaejul/persistence';
import { Inject, Injectable, Logger } from '@nestjs/common';
import Redis from 'ioredis';
import type { ClientSession } from 'mongoose';
import { AuthConfig } from '../config';
import { RevocationsRepository } from './revocations.repository';

/** Notes revocations in the transaction under way; many at once cost as little as one. */
export type Revoke = (...entries: Omit<Revocation, 'revision'>[]) => Promise<void>;

const COUNTING_QUEUE = 'revocations';

/** Where access tokens stop being worth something before they expire. */
@Injectable()
export class RevocationsService {
  private readonly logger = new Logger(RevocationsService.name);
  private readonly channel: string;

  constructor(
    private readonly transactions: Transactions,
    private readonly repository: RevocationsRepository,
    @Inject(Redis) private readonly redis: Redis,
    config: AuthConfig,
  ) {
    this.channel = revocationChannel(config.REDIS_KEY_PREFIX);
  }

  /**
   * A transaction that may revoke: the change and its revocation are committed together, and told to the edge at once.
   * All that revoke count on one document, hence one queue for them, which the others stay out of.
   * @param queue where the change waits for its turn; another one when it is not expected to revoke. Should it revoke
   *   after all, nothing is lost: it may only have to try again because of the counter.
   */
  async run<T>(
    change: (session: ClientSession, revoke: Revoke) => Promise<T>,
    queue: string = COUNTING_QUEUE,
  ): Promise<T> {
    const { value, entries } = await this.transactions.run(
      async (session) => {
        const noted: Revocation[] = [];
        const result = await change(session, async (...given) => {
          noted.push(...(await this.repository.insert(session, given)));
        });
        return { value: result, entries: noted };
      },
      { aggregate: queue },
    );
    // In the order of their revisions, as one connection sends them.
    await Promise.all(entries.map((entry) => this.publish({ type: 'revoked', entry })));
    return value;
  }

  snapshot(since: number): Promise<RevocationSnapshot> {
    return this.repository.since(since);
  }

  /** Says which revision is current, from the database: so a replica that failed to publish is covered by the others. */
  async heartbeat(): Promise<void> {
    await this.publish({ type: 'heartbeat', revision: await this.repository.revision() });
  }

  /** A lost message is noticed by the gap or the silence that it leaves, so failing here fails nothing. */
  private async publish(message: RevocationMessage): Promise<void> {
    try {
      await this.redis.publish(this.channel, JSON.stringify(message));
    } catch (error) {
      this.logger.debug({ msg: 'a revocation message was not published', reason: (error as Error).message });
    }
  }
}
