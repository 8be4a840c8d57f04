import { SecretBox } from '@dongbaejul/persistence';
import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { BandClientModule } from '../band-client/band-client.module';
import { BandSyncConfig } from '../config';
import { DirectoryModule } from '../directory/directory.module';
import { ConnectionController } from './connection.controller';
import { ConnectionRepository } from './connection.repository';
import { BandConnection, BandConnectionSchema, ConnectionAttempt, ConnectionAttemptSchema } from './connection.schema';
import { ConnectionService } from './connection.service';
import { Disconnection } from './disconnection';
import { TokenStore } from './token-store';

@Module({
  imports: [
    BandClientModule,
    DirectoryModule,
    MongooseModule.forFeature([
      { name: BandConnection.name, schema: BandConnectionSchema },
      { name: ConnectionAttempt.name, schema: ConnectionAttemptSchema },
    ]),
  ],
  controllers: [ConnectionController],
  providers: [
    ConnectionService,
    ConnectionRepository,
    Disconnection,
    {
      provide: SecretBox,
      inject: [BandSyncConfig],
      useFactory: (config: BandSyncConfig) => new SecretBox(config.DATA_ENCRYPTION_KEY),
    },
    TokenStore,
  ],
  exports: [ConnectionService, TokenStore, SecretBox],
})
export class ConnectionModule {}
