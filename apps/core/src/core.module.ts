import { IdentityModule } from '@dongbaejul/identity';
import { MessagingModule } from '@dongbaejul/messaging';
import { PersistenceModule } from '@dongbaejul/persistence';
import { DynamicModule, Module } from '@nestjs/common';
import { coreMigrations } from '../migrations';
import { BandModule } from './band/band.module';
import { CacheModule } from './common/cache.module';
import { BoardModule } from './board/board.module';
import { CalendarModule } from './calendar/calendar.module';
import { CommentsModule } from './comments/comments.module';
import type { CoreConfig } from './config';
import { MeetingsModule } from './meetings/meetings.module';
import { MemberDataModule } from './member-data/member-data.module';
import { GamesModule } from './games/games.module';
import { ConfigModule } from './config.module';
import { MembersModule } from './members/members.module';
import { MutesModule } from './mutes/mutes.module';
import { NotificationsModule } from './notifications/notifications.module';
import { PostsModule } from './posts/posts.module';
import { ReportsModule } from './reports/reports.module';
import { UploadsModule } from './uploads/uploads.module';

@Module({})
export class CoreModule {
  static forRoot(config: CoreConfig): DynamicModule {
    return {
      module: CoreModule,
      imports: [
        PersistenceModule.forRoot({ config, service: 'core', migrations: coreMigrations }),
        MessagingModule.forRoot({ config, service: 'core' }),
        IdentityModule.forService('core', config),
        CacheModule,
        ConfigModule.forRoot(config),
        MembersModule,
        MemberDataModule,
        PostsModule,
        CommentsModule,
        BandModule,
        GamesModule,
        MutesModule,
        NotificationsModule,
        UploadsModule,
        ReportsModule,
        MeetingsModule,
        BoardModule,
        CalendarModule,
      ],
    };
  }
}
