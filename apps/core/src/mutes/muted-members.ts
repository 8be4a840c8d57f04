import { Hints, KeptByHint } from '@dongbaejul/messaging';
import { afterTransaction } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { MutesRepository } from './mutes.repository';

/** Whom each member has muted, without asking the database for every page that a member reads. */
@Injectable()
export class MutedMembers {
  private readonly kept: KeptByHint<readonly string[]>;

  constructor(mutes: MutesRepository, hints: Hints) {
    this.kept = new KeptByHint(hints, { topic: 'core.mutes', read: (ids) => mutes.mutedIdsOf(ids) });
  }

  async of(muterId: string): Promise<readonly string[]> {
    return (await this.kept.find([muterId])).get(muterId) ?? [];
  }

  /** Known to every process when the transaction is over. */
  change(session: ClientSession, muterId: string): void {
    afterTransaction(session, () => this.kept.changed([muterId]));
  }
}
