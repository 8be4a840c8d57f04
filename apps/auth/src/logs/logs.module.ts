import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { LOG_ENTRY_MODEL, logEntrySchema } from './log-entry.schema';
import { LogKeeperJob } from './log-keeper.job';
import { LogStream } from './log-stream';
import { LogsController } from './logs.controller';
import { LogsRepository } from './logs.repository';
import { LogsService } from './logs.service';

/** The logs of all services in one place. */
@Module({
  imports: [MongooseModule.forFeature([{ name: LOG_ENTRY_MODEL, schema: logEntrySchema }])],
  controllers: [LogsController],
  providers: [LogsService, LogsRepository, LogStream, LogKeeperJob],
})
export class LogsModule {}
