import { type ListQuery, type Page, paginate } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { Model, Types } from 'mongoose';
import { Album } from './album.schema';
import { Photo } from './photo.schema';

/** Albums and photos as members read them. */
@Injectable()
export class PhotosRepository {
  constructor(
    @InjectModel(Album.name) private readonly albums: Model<Album>,
    @InjectModel(Photo.name) private readonly photos: Model<Photo>,
  ) {}

  listAlbums(query: ListQuery): Promise<Page<Album>> {
    return paginate<Album>(this.albums, { query, filter: { is_deleted: false }, sort: { created_at: -1, _id: -1 } });
  }

  async hasAlbum(id: string): Promise<boolean> {
    return (await this.albums.exists({ _id: new Types.ObjectId(id), is_deleted: false })) !== null;
  }

  listPhotos(albumId: string, query: ListQuery): Promise<Page<Photo>> {
    const filter = { album_id: new Types.ObjectId(albumId), is_deleted: false };
    return paginate<Photo>(this.photos, { query, filter, sort: { taken_at: -1, _id: -1 } });
  }
}
