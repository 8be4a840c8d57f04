import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { Meeting, MeetingSchema } from './meeting.schema';
import { MeetingsRepository } from './meetings.repository';

/** The storage of meetings, which the board and the calendar read too. */
@Module({
  imports: [MongooseModule.forFeature([{ name: Meeting.name, schema: MeetingSchema }])],
  providers: [MeetingsRepository],
  exports: [MeetingsRepository],
})
export class MeetingsStoreModule {}
