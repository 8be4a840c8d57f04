import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { ONE_TIME_TOKEN_MODEL, oneTimeTokenSchema } from './one-time-token.schema';
import { OneTimeTokens } from './one-time-tokens';

@Module({
  imports: [MongooseModule.forFeature([{ name: ONE_TIME_TOKEN_MODEL, schema: oneTimeTokenSchema }])],
  providers: [OneTimeTokens],
  exports: [OneTimeTokens],
})
export class OneTimeTokensModule {}
