import { MongoConnection } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { ClientSession, mongo } from 'mongoose';
import type { CalendarToken } from '../calendar/calendar-token.schema';
import { MembersRepository } from '../members/members.repository';
import type { Upload } from '../uploads/upload.schema';
import { WornPictures } from '../uploads/worn-pictures';
import type { Keeper } from './keeper';

/** A member's uploaded files, and the secret of their calendar address. */
@Injectable()
export class FilesOfMembers implements Keeper {
  constructor(
    private readonly mongo: MongoConnection,
    private readonly members: MembersRepository,
    private readonly pictures: WornPictures,
  ) {}

  /** What hangs on something stays with it, but for the member's own picture; the next sweep takes the rest. */
  async forget(session: ClientSession, memberId: string): Promise<void> {
    const expires_at = new Date();
    await this.uploads.updateMany({ owner_id: memberId, state: 'waiting' }, { $set: { expires_at } }, { session });
    await this.uploads.updateMany(
      { owner_id: memberId, state: 'claimed', 'hangs_on.type': 'member' },
      { $set: { state: 'waiting', hangs_on: null, expires_at } },
      { session },
    );
    await this.tokens.deleteOne({ _id: memberId }, { session });
  }

  /** A calendar that is subscribed to under the one account goes on, unless the other one has its own. */
  async giveTo(session: ClientSession, from: string, into: string): Promise<void> {
    await this.uploads.updateMany(
      { owner_id: from, 'hangs_on.type': 'member', 'hangs_on.id': from },
      { $set: { 'hangs_on.id': into } },
      { session },
    );
    await this.uploads.updateMany({ owner_id: from }, { $set: { owner_id: into } }, { session });
    // Both wore one: the person wears the one that auth told of last, and may have told of before this.
    const heir = (await this.members.findByIds([into], session)).get(into);
    await this.pictures.settle(session, into, heir?.avatar ?? null);
    const token = await this.tokens.findOneAndDelete({ _id: from }, { session });
    if (!token || (await this.tokens.findOne({ _id: into }, { session }))) return;
    await this.tokens.insertOne({ ...token, _id: into }, { session });
  }

  private get uploads(): mongo.Collection<Upload> {
    return this.mongo.db.collection<Upload>('uploads');
  }

  private get tokens(): mongo.Collection<CalendarToken> {
    return this.mongo.db.collection<CalendarToken>('calendar_tokens');
  }
}
