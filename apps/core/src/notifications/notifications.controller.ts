import { CurrentUser, Identity, Members } from '@dongbaejul/identity';
import { ApiAnswer, invalidField } from '@dongbaejul/service-kit';
import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ListNotificationsQuery, NotificationsAnswer } from './dto/notification.dto';
import { ReadAnswer, ReadNotificationsDto } from './dto/read-notifications.dto';
import { NotificationsService } from './notifications.service';

@ApiTags('notifications')
@Members()
@Controller('notifications')
export class NotificationsController {
  constructor(private readonly notifications: NotificationsService) {}

  @Get()
  @ApiOperation({ summary: 'What I was told, the newest first' })
  @ApiAnswer(NotificationsAnswer, { errors: [401, 403] })
  list(@CurrentUser() who: Identity, @Query() query: ListNotificationsQuery): Promise<NotificationsAnswer> {
    return this.notifications.list(who, query);
  }

  @Post('read')
  @ApiOperation({ summary: 'Mark some of my notifications read, or all' })
  @ApiAnswer(ReadAnswer, { errors: [401, 403] })
  markRead(@CurrentUser() who: Identity, @Body() body: ReadNotificationsDto): Promise<ReadAnswer> {
    if ((body.all === true) === (body.notification_ids !== undefined)) {
      throw invalidField(
        'notification_ids',
        'notification_ids와 all 중 하나만 보내 주세요.',
        'send either notification_ids or all',
      );
    }
    return this.notifications.markRead(who, body);
  }
}
