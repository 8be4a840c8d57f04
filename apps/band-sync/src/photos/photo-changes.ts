import { Types } from 'mongoose';
import type { BandAlbum, BandPhoto } from '../band-client/band.types';
import { contentHash } from '../hash';
import { displayName } from '../members/seen-people';
import type { ChangeKind } from '../posts/changes';
import type { Album } from './album.schema';
import type { Photo } from './photo.schema';

/** What is written of an album besides what its photos say of it. */
export type AlbumRow = Omit<Album, 'photo_count' | 'cover_id' | 'changed_at'>;

export type PhotoChange =
  { of: 'albums'; kind: ChangeKind; row: AlbumRow } | { of: 'photos'; kind: ChangeKind; row: Photo };

const GONE = 'gone';

/** @returns the change, or undefined when the album is known as it is */
export function albumChange(album: BandAlbum, known: AlbumRow | undefined): PhotoChange | undefined {
  const hash = contentHash([album.name, album.createdAt]);
  if (known?.hash === hash) return undefined;
  const row = {
    _id: known?._id ?? new Types.ObjectId(),
    key: album.albumKey,
    name: album.name,
    created_at: new Date(album.createdAt),
    hash,
    is_deleted: false,
  };
  return { of: 'albums', kind: kindOf(known), row };
}

export const albumGone = (known: AlbumRow): PhotoChange => {
  const { _id, key, created_at } = known;
  return { of: 'albums', kind: 'gone', row: { _id, key, created_at, name: '', hash: GONE, is_deleted: true } };
};

/**
 * Who took it counts by id where there is one, as with posts: a new name changes no photo, and none is kept with it.
 * @returns the change, or undefined when the photo is known as it is
 */
export function photoChange(
  photo: BandPhoto,
  albumId: Types.ObjectId,
  authorId: string | null,
  known: Photo | undefined,
): PhotoChange | undefined {
  const authorName = displayName(photo.author.name);
  const { url, width, height, takenAt, isVideo } = photo;
  const author = authorId ?? `name:${authorName}`;
  const hash = contentHash([albumId.toHexString(), url, width, height, author, takenAt, isVideo]);
  if (known?.hash === hash) return undefined;
  const row: Photo = {
    _id: known?._id ?? new Types.ObjectId(),
    key: photo.photoKey,
    album_id: albumId,
    url,
    width,
    height,
    author_id: authorId,
    author_name: authorId === null ? authorName : '',
    taken_at: new Date(takenAt),
    is_video: isVideo,
    hash,
    is_deleted: false,
  };
  return { of: 'photos', kind: kindOf(known), row };
}

/** A tombstone: that it was there stays, the picture and who took it go. */
export const photoGone = (known: Photo): PhotoChange => ({
  of: 'photos',
  kind: 'gone',
  row: { ...known, url: '', author_id: null, author_name: '', hash: GONE, is_deleted: true },
});

const kindOf = (known: { is_deleted: boolean } | undefined): ChangeKind =>
  known && !known.is_deleted ? 'changed' : 'new';
