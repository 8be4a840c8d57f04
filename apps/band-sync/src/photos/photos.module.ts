import { Module } from '@nestjs/common';
import { ConnectionModule } from '../connection/connection.module';
import { DirectoryModule } from '../directory/directory.module';
import { MembersModule } from '../members/members.module';
import { PhotoImagesModule } from '../photo-images/photo-images.module';
import { SyncRunsModule } from '../sync-runs/sync-runs.module';
import { PhotoMirrorModule } from './photo-mirror.module';
import { PhotosController } from './photos.controller';
import { PhotosRepository } from './photos.repository';
import { PhotosService } from './photos.service';
import { SyncStatusService } from './sync-status.service';

@Module({
  imports: [ConnectionModule, DirectoryModule, MembersModule, PhotoImagesModule, PhotoMirrorModule, SyncRunsModule],
  controllers: [PhotosController],
  providers: [PhotosRepository, PhotosService, SyncStatusService],
})
export class PhotosModule {}
