import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { ScheduleModule } from '@nestjs/schedule';
import { ConnectionModule } from '../connection/connection.module';
import { SyncRunsModule } from '../sync-runs/sync-runs.module';
import { SyncSchedule } from './sync-schedule';
import { SyncTick, SyncTickSchema } from './sync-tick.schema';
import { TicksRepository } from './ticks.repository';

@Module({
  imports: [
    ScheduleModule.forRoot(),
    ConnectionModule,
    SyncRunsModule,
    MongooseModule.forFeature([{ name: SyncTick.name, schema: SyncTickSchema }]),
  ],
  providers: [SyncSchedule, TicksRepository],
})
export class SyncScheduleModule {}
