import { Hints } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { Member } from './member.schema';
import { MembersRepository } from './members.repository';

const TOPIC = 'chat.members';
/** Should a hint get lost, a changed name is shown live this long after, in milliseconds. */
const KEPT_MS = 60_000;
const MOST_KEPT = 5_000;

/** Who says something live, without asking the database at every message. */
@Injectable()
export class KnownMembers {
  private readonly kept = new Map<string, { member: Member; until: number }>();
  private changes = 0;

  constructor(
    private readonly members: MembersRepository,
    private readonly hints: Hints,
  ) {
    hints.subscribe(TOPIC, (id) => this.forget(String(id)));
    hints.onGap(() => this.forgetAll());
  }

  /** @returns the members that are known, by id */
  async findByIds(ids: readonly string[]): Promise<Map<string, Member>> {
    const found = new Map<string, Member>();
    const now = Date.now();
    for (const id of ids) {
      const one = this.kept.get(id);
      if (one && one.until > now) found.set(id, one.member);
    }
    const missing = ids.filter((id) => !found.has(id));
    if (missing.length === 0) return found;
    const before = this.changes;
    const read = await this.members.findByIds(missing);
    // What changed while it was read may have been read before the change.
    if (before === this.changes) for (const [id, member] of read) this.keep(id, member);
    return new Map([...found, ...read]);
  }

  /** After the commit of a change, in every process. */
  async changed(id: string): Promise<void> {
    this.forget(id);
    await this.hints.publish(TOPIC, id);
  }

  private keep(id: string, member: Member): void {
    if (this.kept.size >= MOST_KEPT) this.kept.clear();
    this.kept.set(id, { member, until: Date.now() + KEPT_MS });
  }

  private forget(id: string): void {
    this.changes += 1;
    this.kept.delete(id);
  }

  private forgetAll(): void {
    this.changes += 1;
    this.kept.clear();
  }
}
