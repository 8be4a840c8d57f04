import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { HeartbeatJob } from './heartbeat.job';
import { COUNTER_MODEL, counterSchema, REVOCATION_MODEL, revocationSchema } from './revocation.schema';
import { RevocationsController } from './revocations.controller';
import { RevocationsRepository } from './revocations.repository';
import { RevocationsService } from './revocations.service';

@Module({
  imports: [
    MongooseModule.forFeature([
      { name: REVOCATION_MODEL, schema: revocationSchema },
      { name: COUNTER_MODEL, schema: counterSchema },
    ]),
  ],
  controllers: [RevocationsController],
  providers: [RevocationsRepository, RevocationsService, HeartbeatJob],
  exports: [RevocationsService],
})
export class RevocationsModule {}
