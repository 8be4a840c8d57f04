import { Hints } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import { KnownMembers } from '../members/known-members';
import type { Message } from '../messages/message.schema';
import { presentMessage } from '../messages/present-message';
import { LocalSockets } from '../sockets/local-sockets';
import { FanOut } from './fan-out';
import { LiveMessage, liveMessage } from './message-view';

type Change =
  | { kind: 'message'; roomId: string; message: LiveMessage }
  | { kind: 'departure'; roomId: string; memberId: string }
  | { kind: 'read'; roomId: string; userId: string; upToSeq: number };

const TOPIC = 'chat.changes';

/** Edits, deletions, reactions, read marks and departures, to the sockets of every process. */
@Injectable()
export class RoomChanges {
  constructor(
    private readonly hints: Hints,
    private readonly sockets: LocalSockets,
    private readonly members: KnownMembers,
    private readonly fanOut: FanOut,
  ) {
    hints.subscribe(TOPIC, (change) => this.apply(change as Change));
  }

  /** A message that was edited, deleted or reacted to. */
  async messageChanged(row: Message): Promise<void> {
    for (const message of await this.viewsOf([row])) {
      await this.tell({ kind: 'message', roomId: message.roomId, message });
    }
  }

  /** Somebody left a room or was removed: their sockets are put out of it, in every process. */
  async departed(roomId: string, memberId: string): Promise<void> {
    await this.tell({ kind: 'departure', roomId, memberId });
  }

  async read(roomId: string, userId: string, upToSeq: number): Promise<void> {
    await this.tell({ kind: 'read', roomId, userId, upToSeq });
  }

  /** Changes that no hint told of; a client that has them already sees the same version again. */
  async deliver(roomId: string, rows: readonly Message[]): Promise<void> {
    for (const message of await this.viewsOf(rows)) this.apply({ kind: 'message', roomId, message });
  }

  private async viewsOf(rows: readonly Message[]): Promise<LiveMessage[]> {
    const members = await this.members.find(rows.flatMap((row) => row.sender_id ?? []));
    return rows.map((row) => liveMessage(presentMessage(row, members, { id: '', muted: new Set() })));
  }

  private async tell(change: Change): Promise<void> {
    // Everybody hears a hint, this process too; without Redis it has to tell itself.
    if (!(await this.hints.publish(TOPIC, change))) this.apply(change);
  }

  private apply(change: Change): void {
    const { roomId } = change;
    switch (change.kind) {
      case 'message':
        return this.sockets.tellChange(roomId, change.message);
      case 'read':
        return this.sockets.toRoom(roomId, 'message:read', {
          roomId,
          userId: change.userId,
          upToSeq: change.upToSeq,
        });
      case 'departure':
        this.sockets.putOut(roomId, change.memberId);
        void this.fanOut.peek(roomId)?.then(
          (feed) => feed.recheck().catch(() => undefined),
          () => undefined,
        );
    }
  }
}
