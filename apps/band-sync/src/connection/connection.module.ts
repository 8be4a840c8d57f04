import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { BandClientModule } from '../band-client/band-client.module';
import { ConnectionController } from './connection.controller';
import { ConnectionRepository } from './connection.repository';
import { BandConnection, BandConnectionSchema, ConnectionAttempt, ConnectionAttemptSchema } from './connection.schema';
import { ConnectionService } from './connection.service';
import { SecretBox } from './secret-box';
import { TokenStore } from './token-store';

@Module({
  imports: [
    BandClientModule,
    MongooseModule.forFeature([
      { name: BandConnection.name, schema: BandConnectionSchema },
      { name: ConnectionAttempt.name, schema: ConnectionAttemptSchema },
    ]),
  ],
  controllers: [ConnectionController],
  providers: [ConnectionService, ConnectionRepository, SecretBox, TokenStore],
  exports: [ConnectionService, TokenStore],
})
export class ConnectionModule {}
