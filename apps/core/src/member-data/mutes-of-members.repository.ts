import { Outbox } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import type { ClientSession, Model } from 'mongoose';
import { Mute } from '../mutes/mute.schema';
import { MutedMembers } from '../mutes/muted-members';
import type { Keeper } from './keeper';

/** Whom a member does not want to hear, and who does not want to hear them. */
@Injectable()
export class MutesOfMembers implements Keeper {
  constructor(
    @InjectModel(Mute.name) private readonly mutes: Model<Mute>,
    private readonly mutedMembers: MutedMembers,
    private readonly outbox: Outbox,
  ) {}

  /** Who has left hears nobody. What others muted stays: it says nothing, and harms nobody. */
  async forget(session: ClientSession, memberId: string): Promise<void> {
    for (const mute of await this.of(session, { muter_id: memberId, muted: true }))
      await this.set(session, mute, false);
  }

  /** Who muted either of the two has muted the person; nobody mutes themselves. */
  async giveTo(session: ClientSession, from: string, into: string): Promise<void> {
    for (const mute of await this.of(session, { muter_id: from, muted: true })) {
      await this.set(session, mute, false);
      if (mute.muted_id !== into) await this.mute(session, into, mute.muted_id);
    }
    for (const mute of await this.of(session, { muted_id: from, muted: true })) {
      await this.set(session, mute, false);
      if (mute.muter_id !== into) await this.mute(session, mute.muter_id, into);
    }
  }

  private async of(session: ClientSession, filter: Partial<Mute>): Promise<Mute[]> {
    return this.mutes.find(filter).session(session).lean<Mute[]>();
  }

  private async mute(session: ClientSession, muter_id: string, muted_id: string): Promise<void> {
    const [known] = await this.of(session, { muter_id, muted_id });
    if (known?.muted) return;
    if (known) return this.set(session, known, true);
    const row = { muter_id, muted_id, muted: true, version: 1, changed_at: new Date() };
    await this.mutes.create([row], { session });
    await this.tell(session, row);
  }

  private async set(session: ClientSession, mute: Mute, muted: boolean): Promise<void> {
    const version = mute.version + 1;
    await this.mutes.updateOne({ _id: mute._id }, { $set: { muted, version, changed_at: new Date() } }, { session });
    await this.tell(session, { ...mute, muted, version });
  }

  private async tell(session: ClientSession, { muter_id, muted_id, muted, version }: Omit<Mute, '_id'>): Promise<void> {
    this.mutedMembers.change(session, muter_id);
    const aggregateId = `${muter_id}:${muted_id}`;
    const payload = { muter_id, muted_id, muted, version };
    await this.outbox.add(session, 'core.mute.changed', { aggregateId, version, payload });
  }
}
