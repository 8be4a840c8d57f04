import { BandMember, isAppError, UpsertedBandMembers } from '@dongbaejul/contracts';
import { AskClient } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { setTimeout as pause } from 'node:timers/promises';
import { DirectoryRepository } from '../directory/directory.repository';
import type { KnownMember } from './known-member.schema';
import { MembersErrors } from './members.errors';
import { MembersRepository } from './members.repository';
import { personHash, SeenPeople, SeenPerson } from './seen-people';

/** UpsertBandMembers' own limit. */
const BATCH = 500;
const ASK_TIMEOUT_MS = 20_000;
/** auth may be restarting: it gets a minute before the run gives up. */
const ASK_TRIES = 3;
const PAUSE_MS = 500;

export interface ResolvedMembers {
  /** Our member's id by BAND's user_key. */
  ids: ReadonlyMap<string, string>;
  new: number;
  changed: number;
}

/** Brings people whom BAND shows into auth's directory, and knows who they are there. */
@Injectable()
export class MembersService {
  constructor(
    private readonly repository: MembersRepository,
    private readonly directory: DirectoryRepository,
    private readonly asks: AskClient,
  ) {}

  /**
   * Asks auth about those who are new or look different from last time; about nobody else.
   * @throws SYNC_DIRECTORY_UNAVAILABLE or SYNC_DIRECTORY_REFUSED
   */
  async resolve(seen: SeenPeople, runId: string, signal: AbortSignal): Promise<ResolvedMembers> {
    const people = seen.list();
    const known = await this.repository.find(people.map((person) => person.user_key));
    const ids = new Map([...known].map(([userKey, row]) => [userKey, row.member_id]));
    const news = people.filter((person) => isNews(person, known.get(person.user_key)));
    const resolved = { ids, new: 0, changed: 0 };
    for (let from = 0; from < news.length; from += BATCH) {
      const batch = news.slice(from, from + BATCH);
      const told = await this.tell(batch, signal);
      const rows = batch.flatMap((person) => {
        const memberId = told.get(person.user_key);
        const firstRun = known.get(person.user_key)?.first_run ?? runId;
        return memberId ? [row(person, memberId, firstRun)] : [];
      });
      await this.repository.remember(rows);
      // BAND goes on showing who left us. Looked for after the write, so that leaving meanwhile is not overlooked.
      const left = await this.directory.left(rows.map(({ member_id }) => member_id));
      await this.repository.forgetNames([...left]);
      for (const { _id, member_id, first_run, hash } of rows) {
        ids.set(_id, member_id);
        const before = known.get(_id);
        if (!before) resolved.new += 1;
        else if (first_run !== runId && before.hash !== hash) resolved.changed += 1;
      }
    }
    return resolved;
  }

  /** Names of everybody whom BAND has shown; somebody who shows up under two keys is named twice. */
  async known(session: ClientSession | null): Promise<{ memberId: string; name: string }[]> {
    const rows = await this.repository.named(session);
    return rows.map(({ member_id: memberId, name }) => ({ memberId, name }));
  }

  /** What BAND calls these members, by id; for those of whom auth has not told yet. */
  namesOf(memberIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
    return this.repository.namesOf(memberIds);
  }

  /** BAND's keys of one of our members: usually one, or none. */
  userKeysOf(memberId: string): Promise<string[]> {
    return this.repository.userKeysOf(memberId);
  }

  /** They closed the account. The next sync asks auth about them, who may be back under another. */
  forget(session: ClientSession, memberId: string): Promise<void> {
    return this.repository.forgetNames([memberId], session);
  }

  /** Two of our members turned out to be one. */
  merge(session: ClientSession, from: string, into: string): Promise<void> {
    return this.repository.rename(session, from, into);
  }

  private async tell(people: readonly SeenPerson[], signal: AbortSignal): Promise<Map<string, string>> {
    const members = people.map(({ user_key, name, profile_image_url }): BandMember => ({
      user_key,
      name,
      profile_image_url,
    }));
    const { ids } = await this.ask(members, signal);
    return new Map(ids.map(({ user_key, member_id }) => [user_key, member_id]));
  }

  private async ask(members: BandMember[], signal: AbortSignal): Promise<UpsertedBandMembers> {
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      try {
        const options = { timeoutMs: ASK_TIMEOUT_MS, repeatable: true };
        return await this.asks.ask('auth.band-members.upsert', { members }, options);
      } catch (error) {
        const kind = isAppError(error) ? error.kind : 'internal';
        const away = kind === 'unavailable' || kind === 'timeout';
        // What went wrong inside auth may pass as well; what auth refuses it will refuse again.
        if ((away || kind === 'internal') && attempt < ASK_TRIES) {
          await pause(attempt * PAUSE_MS, undefined, { signal });
          continue;
        }
        if (away) throw MembersErrors.SYNC_DIRECTORY_UNAVAILABLE(undefined, { cause: error });
        throw MembersErrors.SYNC_DIRECTORY_REFUSED(undefined, { cause: error });
      }
    }
  }
}

const isNews = (person: SeenPerson, known: KnownMember | undefined): boolean =>
  !known || (!person.mentionOnly && (known.hash !== personHash(person) || known.name === undefined));

const row = (person: SeenPerson, memberId: string, firstRun: string): KnownMember => ({
  _id: person.user_key,
  member_id: memberId,
  name: person.name,
  hash: personHash(person),
  first_run: firstRun,
});
