import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { Album, AlbumSchema } from './album.schema';
import { PhotoMirrorRepository } from './photo-mirror.repository';
import { Photo, PhotoSchema } from './photo.schema';

const schemas = MongooseModule.forFeature([
  { name: Album.name, schema: AlbumSchema },
  { name: Photo.name, schema: PhotoSchema },
]);

@Module({ imports: [schemas], providers: [PhotoMirrorRepository], exports: [PhotoMirrorRepository, schemas] })
export class PhotoMirrorModule {}
