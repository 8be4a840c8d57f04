import { Shutdown } from '@dongbaejul/service-kit';
import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { CoreConfig } from '../config';
import { PostsStoreModule } from '../posts/posts-store.module';
import { MessageFilesEvents } from './message-files.events';
import { OpenUpload } from './open-upload';
import { LocalStorage } from './storage/local-storage';
import { UploadStorage } from './storage/upload-storage';
import { StoreUpload } from './store-upload';
import { SweepUploads } from './sweep-uploads.job';
import { Upload, UploadSchema } from './upload.schema';
import { Uploads } from './uploads';
import { UploadsAsksController } from './uploads-asks.controller';
import { UploadsController } from './uploads.controller';
import { UploadsRepository } from './uploads.repository';
import { UploadsService } from './uploads.service';
import { WornPictures } from './worn-pictures';

async function storageOf(config: CoreConfig, shutdown: Shutdown): Promise<UploadStorage> {
  const bucket = config.UPLOADS_S3_BUCKET;
  if (bucket === undefined) return new LocalStorage(config.UPLOADS_DIR);
  // Amazon's client is large: who keeps files in a folder does not load it.
  const { S3Storage } = await import('./storage/s3-storage');
  const storage = new S3Storage({
    endpoint: config.UPLOADS_S3_ENDPOINT,
    region: config.UPLOADS_S3_REGION,
    bucket,
    accessKeyId: config.UPLOADS_S3_ACCESS_KEY_ID ?? '',
    secretAccessKey: config.UPLOADS_S3_SECRET_ACCESS_KEY ?? '',
  });
  shutdown.onClose('S3', () => storage.close());
  return storage;
}

@Module({
  imports: [MongooseModule.forFeature([{ name: Upload.name, schema: UploadSchema }]), PostsStoreModule],
  controllers: [UploadsController, UploadsAsksController],
  providers: [
    Uploads,
    UploadsService,
    UploadsRepository,
    StoreUpload,
    OpenUpload,
    SweepUploads,
    WornPictures,
    MessageFilesEvents,
    { provide: UploadStorage, inject: [CoreConfig, Shutdown], useFactory: storageOf },
  ],
  exports: [Uploads, WornPictures],
})
export class UploadsModule {}
