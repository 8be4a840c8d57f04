import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { MembersModule } from '../members/members.module';
import { MutesModule } from '../mutes/mutes.module';
import { AnnounceNotifications } from './announce-notifications';
import { Notification, NotificationSchema } from './notification.schema';
import { NotificationsController } from './notifications.controller';
import { NotificationsEvents } from './notifications.events';
import { NotificationsRepository } from './notifications.repository';
import { NotificationsService } from './notifications.service';
import { Notifier } from './notifier';
import { PresentNotifications } from './present-notification';
import { Recipients } from './recipients';

@Module({
  imports: [
    MongooseModule.forFeature([{ name: Notification.name, schema: NotificationSchema }]),
    MembersModule,
    MutesModule,
  ],
  controllers: [NotificationsController],
  providers: [
    NotificationsRepository,
    NotificationsService,
    NotificationsEvents,
    Notifier,
    Recipients,
    AnnounceNotifications,
    PresentNotifications,
  ],
  exports: [Notifier],
})
export class NotificationsModule {}
