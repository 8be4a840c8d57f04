import { EVERY_ROW, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { AnyBulkWriteOperation, ClientSession, Model, Types } from 'mongoose';
import { Album } from './album.schema';
import type { PhotoChange } from './photo-changes';
import { Photo } from './photo.schema';

/** Albums and photos as the sync compares and writes them. */
@Injectable()
export class PhotoMirrorRepository {
  constructor(
    @InjectModel(Album.name) private readonly albums: Model<Album>,
    @InjectModel(Photo.name) private readonly photos: Model<Photo>,
  ) {}

  async albumsByKey(keys: readonly string[]): Promise<Map<string, Album>> {
    const rows = await this.albums.find({ key: where.in(keys) }).lean<Album[]>();
    return new Map(rows.map((row) => [row.key, row]));
  }

  async photosByKey(keys: readonly string[]): Promise<Map<string, Photo>> {
    const rows = await this.photos.find({ key: where.in(keys) }).lean<Photo[]>();
    return new Map(rows.map((row) => [row.key, row]));
  }

  /** The album after this key, in the order of their keys. */
  nextAlbum(after: string): Promise<Album | null> {
    return this.albums
      .findOne({ is_deleted: false, key: where.gt(after) })
      .sort({ key: 1 })
      .lean<Album>()
      .exec();
  }

  album(key: string): Promise<Album | null> {
    return this.albums.findOne({ key }).lean<Album>().exec();
  }

  livingAlbums(after: string, limit: number): Promise<Album[]> {
    return this.albums
      .find({ is_deleted: false, key: where.gt(after) })
      .sort({ key: 1 })
      .limit(limit)
      .lean<Album[]>()
      .exec();
  }

  /** Photos of an album that are not gone, in the order of their ids, a batch at a time. */
  livingPhotos(albumId: Types.ObjectId, after: Types.ObjectId | null, limit: number): Promise<Photo[]> {
    return this.photos
      .find({ album_id: albumId, is_deleted: false, ...(after && { _id: where.gt(after) }) })
      .sort({ _id: 1 })
      .limit(limit)
      .lean<Photo[]>()
      .exec();
  }

  /** Inside the caller's transaction: the rows, and what their albums show of them. */
  async write(session: ClientSession, changes: readonly PhotoChange[]): Promise<void> {
    const now = new Date();
    const albums = changes.filter((change) => change.of === 'albums');
    const photos = changes.filter((change) => change.of === 'photos');
    if (albums.length > 0) {
      const writes = albums.map(({ row: { _id, ...fields } }) => ({
        updateOne: {
          filter: { _id },
          update: { $set: { ...fields, changed_at: now }, $setOnInsert: { photo_count: 0, cover_id: null } },
          upsert: true,
        },
      })) as AnyBulkWriteOperation<Album>[];
      await this.albums.bulkWrite(writes, { session, ...EVERY_ROW });
    }
    if (photos.length === 0) return;
    const writes = photos.map(({ row }) => ({
      replaceOne: { filter: { _id: row._id }, replacement: row, upsert: true },
    })) as AnyBulkWriteOperation<Photo>[];
    // Also those that photos were in before: BAND lets its members move them.
    const before = await this.photos
      .find({ _id: where.in(photos.map(({ row }) => row._id)) }, { album_id: 1 })
      .session(session)
      .lean<Pick<Photo, 'album_id'>[]>();
    await this.photos.bulkWrite(writes, { session, ...EVERY_ROW });
    const albumIds = [...before, ...photos.map(({ row }) => row)].map(({ album_id }) => album_id);
    const touched = new Map(albumIds.map((id) => [id.toHexString(), id]));
    for (const albumId of touched.values()) await this.summarise(session, albumId, now);
  }

  private async summarise(session: ClientSession, albumId: Types.ObjectId, now: Date): Promise<void> {
    const living = { album_id: albumId, is_deleted: false };
    const photo_count = await this.photos.countDocuments(living).session(session);
    const newest = await this.photos
      .findOne(living, { _id: 1 })
      .sort({ taken_at: -1, _id: -1 })
      .session(session)
      .lean<Photo>();
    const summary = { photo_count, cover_id: newest?._id ?? null, changed_at: now };
    await this.albums.updateOne({ _id: albumId }, { $set: summary }, { session });
  }
}
