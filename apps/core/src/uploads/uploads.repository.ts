import type { MessageFilesChanged } from '@dongbaejul/contracts';
import { where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, QueryFilter, Types } from 'mongoose';
import { CoreConfig } from '../config';
import { Upload } from './upload.schema';

export type UploadHold = NonNullable<Upload['hangs_on']>;

/** A sweep that died is taken over after this long. */
const SWEEP_MS = 10 * 60_000;
const HOUR_MS = 3_600_000;

@Injectable()
export class UploadsRepository {
  private readonly lifeMs: number;

  constructor(
    @InjectModel(Upload.name) private readonly model: Model<Upload>,
    config: CoreConfig,
  ) {
    this.lifeMs = config.UPLOADS_UNCLAIMED_HOURS * HOUR_MS;
  }

  async begin(upload: Omit<Upload, 'state' | 'hangs_on' | 'expires_at'>): Promise<void> {
    await this.model.create([{ ...upload, state: 'arriving', hangs_on: null, expires_at: this.whenUnclaimed() }]);
  }

  async arrived(session: ClientSession, id: Types.ObjectId): Promise<void> {
    await this.model.updateOne({ _id: id, state: 'arriving' }, { $set: { state: 'waiting' } }, { session });
  }

  async find(id: string): Promise<Upload | null> {
    return this.model.findOne({ _id: new Types.ObjectId(id), state: where.in(['waiting', 'claimed']) }).lean<Upload>();
  }

  /** @returns those of the uploads that are there, by id */
  async findAll(ids: readonly string[], session?: ClientSession): Promise<Map<string, Upload>> {
    if (ids.length === 0) return new Map();
    const rows = await this.model
      .find({ _id: where.in(ids.map((id) => new Types.ObjectId(id))), state: where.in(['waiting', 'claimed']) })
      .session(session ?? null)
      .lean<Upload[]>();
    return new Map(rows.map((row) => [String(row._id), row]));
  }

  /**
   * Hangs up those of the owner's uploads that wait, but for what staff have hidden with a message: hung up elsewhere,
   * it would be open again at the address that members have.
   * @param isToBeConfirmed they are swept like those that wait, unless `keepWorn` says that they are needed
   */
  async claim(
    session: ClientSession,
    ids: readonly string[],
    ownerId: string,
    hold: UploadHold,
    isToBeConfirmed = false,
  ): Promise<void> {
    const expires_at = isToBeConfirmed ? this.whenUnclaimed() : null;
    await this.model.updateMany(
      {
        _id: where.in(ids.map((id) => new Types.ObjectId(id))),
        state: 'waiting',
        owner_id: ownerId,
        'of_message.by_staff': where.ne(true),
      } as QueryFilter<Upload>,
      { $set: { state: 'claimed', hangs_on: hold, expires_at } },
      { session },
    );
  }

  /** Takes uploads off what they hang on: their owner may hang them up elsewhere, until they are swept. */
  async release(session: ClientSession, ids: readonly string[], { type, id }: UploadHold): Promise<void> {
    if (ids.length === 0) return;
    const _id = where.in(ids.map((one) => new Types.ObjectId(one)));
    await this.letGo(session, { _id, state: 'claimed', 'hangs_on.type': type, 'hangs_on.id': id });
  }

  async keepWorn(session: ClientSession, memberId: string, id: string): Promise<void> {
    await this.model.updateOne(
      { _id: new Types.ObjectId(id), state: 'claimed', 'hangs_on.type': 'member', 'hangs_on.id': memberId },
      { $set: { expires_at: null } },
      { session },
    );
  }

  /** Takes off all that the member wears but one. */
  async releaseWorn(session: ClientSession, memberId: string, worn: string | undefined): Promise<void> {
    await this.letGo(session, {
      owner_id: memberId,
      state: 'claimed',
      'hangs_on.type': 'member',
      ...(worn !== undefined && { _id: where.ne(new Types.ObjectId(worn)) }),
    });
  }

  /**
   * Takes uploads off a chat message that members see no more, or gives back those that are still there and hang on
   * nothing else; unless something newer of the message was told before.
   */
  async settleMessage(
    session: ClientSession,
    { files_id: id, upload_ids, shown, by_staff, version }: MessageFilesChanged,
  ): Promise<void> {
    const hold = { 'hangs_on.type': 'message', 'hangs_on.id': id } as const;
    if (upload_ids.length === 0) return this.letGoOfMessage(session, id, version, by_staff);
    const _id = where.in(upload_ids.map((one) => new Types.ObjectId(one)));
    const heard = { 'of_message.id': id, 'of_message.version': where.gte(version) };
    const news = { _id, ...where.nor(heard) };
    const of_message = { id, version, ...(by_staff && { by_staff }) };
    const states = shown
      ? { from: { state: 'waiting', 'of_message.id': id }, same: { state: 'claimed', ...hold } }
      : { from: { state: 'claimed', ...hold }, same: { state: 'waiting', 'of_message.id': id } };
    const to = shown
      ? { state: 'claimed', hangs_on: { type: 'message', id }, expires_at: null }
      : { state: 'waiting', hangs_on: null, expires_at: this.whenUnclaimed() };
    await this.set(session, { ...news, ...states.same }, { of_message });
    await this.set(session, { ...news, ...states.from }, { ...to, of_message });
  }

  /** All that hangs on a message which was deleted and does not say any more what it had. */
  private letGoOfMessage(session: ClientSession, id: string, version: number, by_staff = false): Promise<void> {
    const fields = { state: 'waiting', hangs_on: null, expires_at: this.whenUnclaimed() };
    const of_message = { id, version, ...(by_staff && { by_staff }) };
    return this.set(session, { 'hangs_on.type': 'message', 'hangs_on.id': id }, { ...fields, of_message });
  }

  private async set(session: ClientSession, filter: object, fields: object): Promise<void> {
    await this.model.updateMany(filter as QueryFilter<Upload>, { $set: fields }, { session });
  }

  private async letGo(session: ClientSession, filter: object): Promise<void> {
    await this.set(session, filter, { state: 'waiting', hangs_on: null, expires_at: this.whenUnclaimed() });
  }

  private whenUnclaimed(): Date {
    return new Date(Date.now() + this.lifeMs);
  }

  /** Takes one upload that nothing holds out of use, for one process to delete. */
  async takeExpired(now: Date): Promise<Upload | null> {
    return this.model
      .findOneAndUpdate(
        { expires_at: where.lt(now) },
        { $set: { state: 'leaving', expires_at: new Date(now.getTime() + SWEEP_MS) } },
        { sort: { expires_at: 1 } },
      )
      .lean<Upload>();
  }

  async remove(id: Types.ObjectId): Promise<void> {
    await this.model.deleteOne({ _id: id, state: 'leaving' });
  }
}
