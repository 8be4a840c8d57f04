import { AsyncResource } from 'node:async_hooks';
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
 * Whoever asks for members in one moment shares one query: fifty who joined a game in one transaction are all shown the
 * same hundred names. Nothing is kept; each query begins after everybody asked who gets its answer.
 */
@Injectable()
export class MemberLookup {
  private gathering: Gathering | undefined;
  /** A shared query belongs to no request: no deadline but its own rules over it. */
  private readonly apart = new AsyncResource('MemberLookup');

  constructor(private readonly members: MembersRepository) {}

  /**
   * @param session of a transaction, which shares with nobody
   * @returns the members that are known, by id; others' may be among them
   */
  find(ids: readonly string[], session?: ClientSession): Promise<Members> {
    if (ids.length === 0) return Promise.resolve(new Map());
    if (session) return this.members.findByIds(ids, session);
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
