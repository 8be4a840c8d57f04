import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { DeadLettersController } from './dead-letters.controller';
import { DISMISSAL_MODEL, dismissalSchema } from './dismissal.schema';
import { DismissDeadLetter } from './dismiss-dead-letter';
import { DismissalsRepository } from './dismissals.repository';

@Module({
  imports: [MongooseModule.forFeature([{ name: DISMISSAL_MODEL, schema: dismissalSchema }])],
  controllers: [DeadLettersController],
  providers: [DismissDeadLetter, DismissalsRepository],
})
export class DeadLettersModule {}
