/**
 * Who is online as far as members at this process were told, held against who is. What tells of a change is a hint, and
 * hints get lost: whoever went unnoticed would be shown for as long as they stay away.
 */
export class PresenceView {
  private readonly shown = new Set<string>();
  /** What the look before found otherwise than it is shown; undefined before the first look. */
  private differing: Map<string, boolean> | undefined;

  /** They were told of this change. */
  told(memberId: string, online: boolean): void {
    if (online) this.shown.add(memberId);
    else this.shown.delete(memberId);
    this.differing?.delete(memberId);
  }

  /**
   * @param online everybody who is, as of now
   * @returns members and whether they are online, where it is shown otherwise, and was at the look before: one look may be
   *   ahead of its hint. The first look shows what there is, as whoever connects now reads it for themselves.
   */
  missed(online: ReadonlySet<string>): [memberId: string, online: boolean][] {
    const differs = new Map<string, boolean>();
    for (const id of online) if (!this.shown.has(id)) differs.set(id, true);
    for (const id of this.shown) if (!online.has(id)) differs.set(id, false);
    const before = this.differing;
    this.differing = differs;
    if (before) return [...differs].filter(([id, is]) => before.get(id) === is);
    for (const [id, is] of differs) this.told(id, is);
    return [];
  }
}
