import { Added } from './added';
import type { ClubGenerator } from './club.generator';
import type { Album, Photo } from './club.types';
import { FIRST_ADDED, type KeyCodec } from './keys';
import { cutPage, type Page } from './page';

/** Albums and their photos, the newest first. */
export class AlbumsStore {
  private readonly albums: Added<Album>;
  private readonly photos: Added<Photo>;
  private readonly editedPhotos = new Map<number, Photo>();
  private readonly hiddenPhotos = new Set<number>();
  private readonly countChanges = new Map<string, number>();
  private readonly albumStarts: readonly number[];
  private addedAlbums = 0;
  private addedPhotos = 0;

  constructor(
    private readonly club: ClubGenerator,
    private readonly keys: KeyCodec,
  ) {
    this.albums = new Added(club.size.albums);
    this.photos = new Added(club.size.photos);
    this.albumStarts = Array.from({ length: club.size.albums }, (_, index) => club.albumRange(index)[0]);
  }

  get albumCount(): number {
    return this.club.size.albums + this.albums.size;
  }

  get photoCount(): number {
    return this.club.size.photos + [...this.countChanges.values()].reduce((sum, change) => sum + change, 0);
  }

  album(key: string): Album | undefined {
    const index = this.albumIndex(key);
    return index === undefined ? this.albums.get(key) : this.club.album(index);
  }

  photoCountOf(album: Album): number {
    const index = this.albumIndex(album.key);
    const [from, to] = index === undefined ? [0, 0] : this.club.albumRange(index);
    return to - from + (this.countChanges.get(album.key) ?? 0);
  }

  albumPage(after: number | undefined, limit: number): Page<Album> {
    return cutPage(this.albumsDescending(after), limit, this.keys);
  }

  /** @param albumKey without it, the photos of all albums */
  photoPage(albumKey: string | undefined, after: number | undefined, limit: number): Page<Photo> {
    return cutPage(this.photosDescending(albumKey, after), limit, this.keys);
  }

  photo(key: string): Photo | undefined {
    const index = this.photoIndex(key);
    return index === undefined ? this.photos.get(key) : this.generatedPhoto(index);
  }

  addAlbum(fields: Omit<Album, 'key'>): Album {
    const album = { ...fields, key: this.keys.encode('album', FIRST_ADDED + this.addedAlbums) };
    this.addedAlbums += 1;
    this.albums.put(album.key, album);
    return album;
  }

  addPhoto(fields: Omit<Photo, 'key'> & { albumKey: string }): Photo {
    const photo = { ...fields, key: this.keys.encode('photo', FIRST_ADDED + this.addedPhotos) };
    this.addedPhotos += 1;
    this.photos.put(photo.key, photo);
    this.changeCount(fields.albumKey, 1);
    return photo;
  }

  editPhoto(key: string, fields: Partial<Omit<Photo, 'key' | 'albumKey'>>): Photo | undefined {
    const photo = this.photo(key);
    if (!photo) return undefined;
    const edited = { ...photo, ...fields };
    const index = this.photoIndex(key);
    if (index === undefined) this.photos.replace(key, edited);
    else this.editedPhotos.set(index, edited);
    return edited;
  }

  removePhoto(key: string): Photo | undefined {
    const photo = this.photo(key);
    if (!photo) return undefined;
    const index = this.photoIndex(key);
    if (index === undefined) this.photos.remove(key);
    else this.hiddenPhotos.add(index);
    if (photo.albumKey) this.changeCount(photo.albumKey, -1);
    return photo;
  }

  private changeCount(albumKey: string, by: number): void {
    this.countChanges.set(albumKey, (this.countChanges.get(albumKey) ?? 0) + by);
  }

  private *albumsDescending(after = Infinity): Iterable<[number, Album]> {
    yield* this.albums.descending(after);
    for (let index = Math.min(after, this.club.size.albums) - 1; index >= 0; index -= 1)
      yield [index, this.club.album(index)];
  }

  private *photosDescending(albumKey: string | undefined, after = Infinity): Iterable<[number, Photo]> {
    for (const entry of this.photos.descending(after)) {
      if (albumKey === undefined || entry[1].albumKey === albumKey) yield entry;
    }
    const [from, to] = this.rangeOf(albumKey);
    for (let index = Math.min(after, to) - 1; index >= from; index -= 1) {
      const photo = this.generatedPhoto(index);
      if (photo) yield [index, photo];
    }
  }

  private rangeOf(albumKey: string | undefined): readonly [number, number] {
    if (albumKey === undefined) return [0, this.club.size.photos];
    const index = this.albumIndex(albumKey);
    return index === undefined ? [0, 0] : this.club.albumRange(index);
  }

  private generatedPhoto(index: number): Photo | undefined {
    if (this.hiddenPhotos.has(index)) return undefined;
    return this.editedPhotos.get(index) ?? this.club.albumPhoto(index, this.keys.encode('album', this.albumOf(index)));
  }

  /** Which album a generated photo is in: the last that starts at or before it. */
  private albumOf(photoIndex: number): number {
    let low = 0;
    let high = this.albumStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.albumStarts[middle]! <= photoIndex) low = middle;
      else high = middle;
    }
    return low;
  }

  private albumIndex(key: string): number | undefined {
    const index = this.keys.decode('album', key);
    return index !== undefined && index < this.club.size.albums ? index : undefined;
  }

  private photoIndex(key: string): number | undefined {
    const index = this.keys.decode('photo', key);
    return index !== undefined && index < this.club.size.photos ? index : undefined;
  }
}
