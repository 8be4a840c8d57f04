import { AsyncResource } from 'node:async_hooks';
import { Hints, KeptByHint } from '@dongbaejul/messaging';
import { afterTransaction } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { Member } from './member.schema';
import { MembersRepository } from './members.repository';

type Members = ReadonlyMap<string, Member>;

interface Gathering {
  ids: Set<string>;
  rows: Promise<Members>;
}

/**
 * The members that pages name, kept until they change. Whoever asks in one moment for some that are not kept shares one
 * query: fifty who joined a game in one transaction are all shown the same hundred names.
 */
@Injectable()
export class MemberLookup {
  private gathering: Gathering | undefined;
  /** A shared query belongs to no request: no deadline but its own rules over it. */
  private readonly apart = new AsyncResource('MemberLookup');
  private readonly kept: KeptByHint<Member>;

  constructor(
    private readonly members: MembersRepository,
    hints: Hints,
  ) {
    this.kept = new KeptByHint(hints, { topic: 'core.members', read: (ids) => this.together(ids) });
  }

  /**
   * @param session of a transaction, which shares with nobody
   * @returns the members that are known, by id
   */
  find(ids: readonly string[], session?: ClientSession): Promise<Members> {
    if (ids.length === 0) return Promise.resolve(new Map());
    if (session) return this.members.findByIds(ids, session);
    return this.kept.find(ids);
  }

  /** Known to every process when the transaction is over. */
  change(session: ClientSession, id: string): void {
    afterTransaction(session, () => this.kept.changed([id]));
  }

  /** @returns others' as well */
  private together(ids: readonly string[]): Promise<Members> {
    this.gathering ??= this.apart.runInAsyncScope(() => this.gather());
    for (const id of ids) this.gathering.ids.add(id);
    return this.gathering.rows;
  }

  private gather(): Gathering {
    const ids = new Set<string>();
    const ask = async (): Promise<Members> => {
      await new Promise((resolve) => setImmediate(resolve));
      this.gathering = undefined;
      return this.members.findByIds([...ids]);
    };
    return { ids, rows: ask() };
  }
}
