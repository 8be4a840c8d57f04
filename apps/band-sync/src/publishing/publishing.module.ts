import { Module } from '@nestjs/common';
import { BandClientModule } from '../band-client/band-client.module';
import { ConnectionModule } from '../connection/connection.module';
import { PublicationsModule } from './publications.module';
import { PublishJob } from './publish-job';
import { PublishRunner } from './publish-runner';
import { PublishingController } from './publishing.controller';
import { PublishingService } from './publishing.service';

@Module({
  imports: [BandClientModule, ConnectionModule, PublicationsModule],
  controllers: [PublishingController],
  providers: [PublishJob, PublishRunner, PublishingService],
})
export class PublishingModule {}
