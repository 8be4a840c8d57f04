import { IdentityModule } from '@dongbaejul/identity';
import { MessagingModule } from '@dongbaejul/messaging';
import { PersistenceModule } from '@dongbaejul/persistence';
import { DynamicModule, Module } from '@nestjs/common';
import { migrations } from '../migrations';
import { AutoConnectModule } from './auto-connect/auto-connect.module';
import { BandSyncConfig } from './config';
import { ConnectionModule } from './connection/connection.module';
import { MemberDataModule } from './member-data/member-data.module';
import { PhotosModule } from './photos/photos.module';
import { PublishingModule } from './publishing/publishing.module';
import { RosterModule } from './roster/roster.module';
import { SyncScheduleModule } from './schedule/schedule.module';
import { SyncRunsModule } from './sync-runs/sync-runs.module';

@Module({})
export class BandSyncModule {
  static forRoot(config: BandSyncConfig): DynamicModule {
    return {
      module: BandSyncModule,
      imports: [
        IdentityModule.forService('band-sync', config),
        PersistenceModule.forRoot({ config, service: 'band-sync', migrations }),
        MessagingModule.forRoot({ service: 'band-sync', config }),
        ConnectionModule,
        MemberDataModule,
        SyncRunsModule,
        SyncScheduleModule,
        PhotosModule,
        PublishingModule,
        RosterModule,
        AutoConnectModule,
      ],
    };
  }
}
