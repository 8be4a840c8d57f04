import { Shutdown } from '@dongbaejul/service-kit';
import { Module, OnModuleInit } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { ConnectionModule } from '../connection/connection.module';
import { PhotoMirrorModule } from '../photos/photo-mirror.module';
import { ImageAddresses } from './image-addresses';
import { PhotoImagesController } from './photo-images.controller';
import { PhotoImagesService } from './photo-images.service';
import { Names, PictureFetcher } from './picture-fetcher';
import { PictureMaker } from './picture-maker';
import { Thumbnail, ThumbnailSchema } from './thumbnail.schema';
import { ThumbnailsRepository } from './thumbnails.repository';

@Module({
  imports: [
    ConnectionModule,
    PhotoMirrorModule,
    MongooseModule.forFeature([{ name: Thumbnail.name, schema: ThumbnailSchema }]),
  ],
  controllers: [PhotoImagesController],
  providers: [ImageAddresses, Names, PictureFetcher, PictureMaker, PhotoImagesService, ThumbnailsRepository],
  exports: [ImageAddresses],
})
export class PhotoImagesModule implements OnModuleInit {
  constructor(
    private readonly fetcher: PictureFetcher,
    private readonly shutdown: Shutdown,
  ) {}

  onModuleInit(): void {
    this.shutdown.onClose('picture connections', () => this.fetcher.close());
  }
}
