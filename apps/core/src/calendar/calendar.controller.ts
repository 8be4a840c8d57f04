import { CurrentUser, Identity, Members, Public } from '@dongbaejul/identity';
import { ApiAnswer, ApiFile, API_PREFIX } from '@dongbaejul/service-kit';
import { Controller, Get, Header, HttpStatus, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CalendarQuery, CalendarTokenAnswer } from './calendar.dto';
import { CalendarService } from './calendar.service';
import { CalendarTokens } from './calendar-tokens';

@ApiTags('calendar')
@Controller()
export class CalendarController {
  constructor(
    private readonly calendar: CalendarService,
    private readonly tokens: CalendarTokens,
  ) {}

  @Get('calendar.ics')
  @Public()
  @ApiOperation({ summary: 'My games and meetings, for a calendar program to subscribe to' })
  @ApiFile(['text/calendar'], [404])
  @Header('Cache-Control', 'private, max-age=300')
  // The address is the secret: it goes to no page that is linked from here.
  @Header('Referrer-Policy', 'no-referrer')
  async feed(@Query() query: CalendarQuery): Promise<StreamableFile> {
    const text = await this.calendar.of(query);
    const disposition = 'inline; filename="dongbaejul.ics"';
    return new StreamableFile(Buffer.from(text), { type: 'text/calendar; charset=utf-8', disposition });
  }

  // Not idempotent by key: that would keep the secret with the stored answer. Asked again, it makes another.
  @Post('calendar/token')
  @Members()
  @ApiOperation({ summary: 'A new secret address for my calendar; the one before ends' })
  @ApiAnswer(CalendarTokenAnswer, { status: HttpStatus.CREATED, errors: [401, 403] })
  async renew(@CurrentUser() who: Identity): Promise<CalendarTokenAnswer> {
    const token = await this.tokens.renew(who.userId);
    return { token, path: `/${API_PREFIX}/calendar.ics?token=${token}` };
  }
}
