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
  private readonly gathered = new Map<string, boolean>();

  add(memberId: string, online: boolean): void {
    this.gathered.set(memberId, online);
  }

  /**
   * @returns what is to be told. Who went and came meanwhile is told of as well: a list that somebody read in between
   *   shows them as gone.
   */
  take(): PresenceTold[] {
    const changed = [...this.gathered];
    this.gathered.clear();
    if (changed.length <= ONE_BY_ONE) {
      return changed.map(([id, online]) => [online ? 'user:online' : 'user:offline', id]);
    }
    const ids = (wanted: boolean): string[] => changed.flatMap(([id, online]) => (online === wanted ? [id] : []));
    return [['users:presence', { online: ids(true), offline: ids(false) }]];
  }
}
