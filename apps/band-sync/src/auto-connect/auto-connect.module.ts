import { Module } from '@nestjs/common';
import { BandClientModule } from '../band-client/band-client.module';
import { ConnectionModule } from '../connection/connection.module';
import { SyncRunsModule } from '../sync-runs/sync-runs.module';
import { AutoConnect } from './auto-connect';

@Module({ imports: [BandClientModule, ConnectionModule, SyncRunsModule], providers: [AutoConnect] })
export class AutoConnectModule {}
