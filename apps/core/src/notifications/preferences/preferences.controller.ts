import { CurrentUser, Identity, Members } from '@dongbaejul/identity';
import { ApiAnswer, ApiIfMatch, IfMatch } from '@dongbaejul/service-kit';
import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { NotificationPreferencesAnswer, UpdateNotificationPreferencesDto } from './dto/preferences.dto';
import { PreferencesService } from './preferences.service';

@ApiTags('notifications')
@Members()
@Controller('notifications/preferences')
export class PreferencesController {
  constructor(private readonly preferences: PreferencesService) {}

  @Get()
  @ApiOperation({ summary: 'How I want to be told, by type and channel' })
  @ApiAnswer(NotificationPreferencesAnswer, { errors: [401, 403] })
  mine(@CurrentUser() who: Identity): Promise<NotificationPreferencesAnswer> {
    return this.preferences.of(who.userId);
  }

  @Put()
  @ApiOperation({ summary: 'Change how I want to be told; what is left out stays' })
  @ApiIfMatch()
  @ApiAnswer(NotificationPreferencesAnswer, { errors: [401, 403, 412] })
  update(
    @CurrentUser() who: Identity,
    @Body() body: UpdateNotificationPreferencesDto,
    @IfMatch() expected: number | undefined,
  ): Promise<NotificationPreferencesAnswer> {
    return this.preferences.update(who.userId, body, expected);
  }
}
