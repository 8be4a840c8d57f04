import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { DeadLettersController } from './dead-letters.controller';
import { DecideDeadLetter } from './decide-dead-letter';
import { DISMISSAL_MODEL, dismissalSchema } from './dismissal.schema';
import { DismissDeadLetter } from './dismiss-dead-letter';
import { DismissalsRepository } from './dismissals.repository';
import { ReplayDeadLetter } from './replay-dead-letter';

@Module({
  imports: [MongooseModule.forFeature([{ name: DISMISSAL_MODEL, schema: dismissalSchema }])],
  controllers: [DeadLettersController],
  providers: [DecideDeadLetter, DismissDeadLetter, ReplayDeadLetter, DismissalsRepository],
})
export class DeadLettersModule {}
