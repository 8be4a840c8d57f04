import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { MembersModule } from '../members/members.module';
import { MutesModule } from '../mutes/mutes.module';
import { LiveChannel } from './channels/live.channel';
import { Device, DeviceSchema } from './devices/device.schema';
import { DevicesController } from './devices/devices.controller';
import { DevicesRepository } from './devices/devices.repository';
import { DevicesService } from './devices/devices.service';
import { PreferencesController } from './preferences/preferences.controller';
import { PreferencesRepository } from './preferences/preferences.repository';
import { Preferences, PreferencesSchema } from './preferences/preferences.schema';
import { PreferencesService } from './preferences/preferences.service';
import { DeliveriesRepository } from './push/deliveries.repository';
import { DeliveryJob } from './push/delivery.job';
import { Delivery, DeliverySchema } from './push/delivery.schema';
import { DeviceChannel } from './push/device.channel';
import { PushTransports } from './push/push-transports';
import { SendDelivery } from './push/send-delivery';
import { BroadcastsEvents } from './broadcasts.events';
import { AnnounceNotifications } from './announce-notifications';
import { ChatRead, ChatReadSchema } from './chat-read.schema';
import { ChatReadsRepository } from './chat-reads.repository';
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
    MongooseModule.forFeature([
      { name: Notification.name, schema: NotificationSchema },
      { name: ChatRead.name, schema: ChatReadSchema },
      { name: Preferences.name, schema: PreferencesSchema },
      { name: Device.name, schema: DeviceSchema },
      { name: Delivery.name, schema: DeliverySchema },
    ]),
    MembersModule,
    MutesModule,
  ],
  controllers: [PreferencesController, DevicesController, NotificationsController],
  providers: [
    NotificationsRepository,
    ChatReadsRepository,
    NotificationsService,
    NotificationsEvents,
    BroadcastsEvents,
    Notifier,
    Recipients,
    AnnounceNotifications,
    PresentNotifications,
    PreferencesRepository,
    PreferencesService,
    DevicesRepository,
    DevicesService,
    LiveChannel,
    DeviceChannel,
    DeliveriesRepository,
    SendDelivery,
    DeliveryJob,
    PushTransports,
  ],
  exports: [Notifier],
})
export class NotificationsModule {}
