import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { Clock } from '../common/clock';
import { MembersModule } from '../members/members.module';
import { MeetingsStoreModule } from '../meetings/meetings-store.module';
import { CalendarToken, CalendarTokenSchema } from './calendar-token.schema';
import { CalendarController } from './calendar.controller';
import { CalendarService } from './calendar.service';
import { CalendarTokens } from './calendar-tokens';
import { CalendarTokensRepository } from './calendar-tokens.repository';

@Module({
  imports: [
    MongooseModule.forFeature([{ name: CalendarToken.name, schema: CalendarTokenSchema }]),
    MeetingsStoreModule,
    MembersModule,
  ],
  controllers: [CalendarController],
  providers: [CalendarService, CalendarTokens, CalendarTokensRepository, Clock],
})
export class CalendarModule {}
