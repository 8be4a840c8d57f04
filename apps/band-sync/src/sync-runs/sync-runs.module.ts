import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { BandClientModule } from '../band-client/band-client.module';
import { ConnectionModule } from '../connection/connection.module';
import { DirectoryModule } from '../directory/directory.module';
import { MembersModule } from '../members/members.module';
import { PhotoMirrorModule } from '../photos/photo-mirror.module';
import { PostsModule } from '../posts/posts.module';
import { PublicationsModule } from '../publishing/publications.module';
import { ChangeWriter } from './change-writer';
import { MissingPhotos } from './missing-photos';
import { PhotosStep } from './photos-step';
import { PostsStep } from './posts-step';
import { ProgressFeed } from './progress-feed';
import { RunLeases } from './run-leases.repository';
import { SteerRuns } from './steer-runs';
import { SyncBandController } from './sync-band.controller';
import { SyncJob } from './sync-job';
import { SeenPiece, SeenPieceSchema, SyncRun, SyncRunSchema } from './sync-run.schema';
import { SyncRunner } from './sync-runner';
import { SyncRunsController } from './sync-runs.controller';
import { SyncRunsRepository } from './sync-runs.repository';
import { SyncRunsService } from './sync-runs.service';

@Module({
  imports: [
    BandClientModule,
    ConnectionModule,
    DirectoryModule,
    MembersModule,
    PostsModule,
    PhotoMirrorModule,
    PublicationsModule,
    MongooseModule.forFeature([
      { name: SyncRun.name, schema: SyncRunSchema },
      { name: SeenPiece.name, schema: SeenPieceSchema },
    ]),
  ],
  controllers: [SyncRunsController, SyncBandController],
  providers: [
    SyncRunsService,
    SyncRunsRepository,
    SteerRuns,
    RunLeases,
    ChangeWriter,
    ProgressFeed,
    PostsStep,
    MissingPhotos,
    PhotosStep,
    SyncJob,
    SyncRunner,
  ],
  exports: [SyncRunsService, SyncRunsRepository, SyncRunner],
})
export class SyncRunsModule {}
