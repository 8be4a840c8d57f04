/** As many are told of one by one; of more, all by one event. */
const ONE_BY_ONE = 20;

export type PresenceTold =
  | [event: 'user:online' | 'user:offline', memberId: string]
  | [event: 'users:presence', of: { online: string[]; offline: string[] }];

/**
 * Who came and who went, gathered for a moment: when a process or Redis comes back, everybody comes at once, and telling
 * everybody of everybody one by one would be the square of that.
 */
export class PresenceNews {
  private readonly gathered = new Map<string, { first: boolean; last: boolean }>();

  add(memberId: string, online: boolean): void {
    this.gathered.set(memberId, { first: this.gathered.get(memberId)?.first ?? online, last: online });
  }

  /** @returns what is to be told, nothing of who came and went or went and came meanwhile */
  take(): PresenceTold[] {
    const changed = [...this.gathered].filter(([, { first, last }]) => first === last);
    this.gathered.clear();
    if (changed.length <= ONE_BY_ONE) {
      return changed.map(([id, { last }]) => [last ? 'user:online' : 'user:offline', id]);
    }
    const ids = (online: boolean): string[] => changed.flatMap(([id, { last }]) => (last === online ? [id] : []));
    return [['users:presence', { online: ids(true), offline: ids(false) }]];
  }
}
