import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { ClockModule } from '../common/clock.module';
import { GamesStoreModule } from '../games/games-store.module';
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
    GamesStoreModule,
    MembersModule,
    ClockModule,
  ],
  controllers: [CalendarController],
  providers: [CalendarService, CalendarTokens, CalendarTokensRepository],
})
export class CalendarModule {}
