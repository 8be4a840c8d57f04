import { Module } from '@nestjs/common';
import { BandClientModule } from '../band-client/band-client.module';
import { ConnectionModule } from '../connection/connection.module';
import { DecidePublication } from './decide-publication';
import { EndPublication } from './end-publication';
import { FindPost } from './find-post';
import { PublicationsModule } from './publications.module';
import { PublishJob } from './publish-job';
import { PublishRunner } from './publish-runner';
import { PublishingController } from './publishing.controller';
import { PublishingService } from './publishing.service';

@Module({
  imports: [BandClientModule, ConnectionModule, PublicationsModule],
  controllers: [PublishingController],
  providers: [DecidePublication, EndPublication, FindPost, PublishJob, PublishRunner, PublishingService],
})
export class PublishingModule {}
