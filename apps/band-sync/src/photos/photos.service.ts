import type { ListQuery } from '@dongbaejul/persistence';
import { requestContext } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { DirectoryRepository } from '../directory/directory.repository';
import { MembersService } from '../members/members.service';
import { ImageAddresses } from '../photo-images/image-addresses';
import { LARGEST, PICTURE_SIZES, THUMBNAIL } from '../photo-images/picture-sizes';
import type { Album } from './album.schema';
import type { AlbumsDto, BandAlbumDto, BandPhotoDto, PhotosDto } from './dto/photos.dto';
import { type KnownAuthor, photoAuthor } from './photo-author';
import type { Photo } from './photo.schema';
import { PhotosErrors } from './photos.errors';
import { PhotosRepository } from './photos.repository';
import { SyncStatusService } from './sync-status.service';

/** The album as members look at it. */
@Injectable()
export class PhotosService {
  constructor(
    private readonly repository: PhotosRepository,
    private readonly members: DirectoryRepository,
    private readonly atBand: MembersService,
    private readonly addresses: ImageAddresses,
    private readonly status: SyncStatusService,
  ) {}

  async albums(query: ListQuery): Promise<AlbumsDto> {
    const [{ items, ...paging }, sync_status] = await Promise.all([
      this.repository.listAlbums(query),
      this.status.show(),
    ]);
    return { albums: items.map((album) => this.album(album, sync_status.last_sync)), sync_status, ...paging };
  }

  /** @throws ALBUM_NOT_FOUND */
  async photos(albumId: string, query: ListQuery): Promise<PhotosDto> {
    if (!(await this.repository.hasAlbum(albumId))) throw PhotosErrors.ALBUM_NOT_FOUND();
    const { items, ...paging } = await this.repository.listPhotos(albumId, query);
    const known = await this.authorsOf(items);
    const language = requestContext()?.language ?? 'ko';
    return { photos: items.map((row) => this.photo(row, photoAuthor(row, known, language))), ...paging };
  }

  /** As auth tells of them; of whom it has not told yet, as BAND names them. */
  private async authorsOf(photos: readonly Photo[]): Promise<Map<string, KnownAuthor>> {
    const ids = photos.flatMap(({ author_id }) => author_id ?? []);
    const known = new Map<string, KnownAuthor>(await this.members.findByIds(ids));
    const names = await this.atBand.namesOf(ids.filter((id) => !known.has(id)));
    for (const [id, display_name] of names) known.set(id, { display_name, avatar: null, status: 'active' });
    return known;
  }

  private album(album: Album, lastSync: string | null): BandAlbumDto {
    const changedAt = album.changed_at.toISOString();
    const cover = album.cover_id?.toHexString();
    return {
      id: album._id.toHexString(),
      band_album_key: album.key,
      name: album.name,
      photo_count: album.photo_count,
      cover: cover ? { photo_id: cover, url: this.addresses.of(cover, THUMBNAIL) } : null,
      created_at: album.created_at.toISOString(),
      synced_at: lastSync !== null && lastSync > changedAt ? lastSync : changedAt,
    };
  }

  private photo(row: Photo, author: BandPhotoDto['author']): BandPhotoDto {
    const id = row._id.toHexString();
    const sizes = Object.fromEntries(PICTURE_SIZES.map((size) => [size, this.addresses.of(id, size)]));
    return {
      id,
      band_photo_key: row.key,
      album_id: row.album_id.toHexString(),
      url: sizes[LARGEST] as string,
      thumbnail_url: sizes[THUMBNAIL] as string,
      sizes,
      width: row.width,
      height: row.height,
      author,
      taken_at: row.taken_at.toISOString(),
      is_video: row.is_video,
    };
  }
}
