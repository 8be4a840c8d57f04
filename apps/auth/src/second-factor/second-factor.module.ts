import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AccountMailsModule } from '../account-mails/account-mails.module';
import { AccountsModule } from '../accounts/accounts.module';
import { RevocationsModule } from '../revocations/revocations.module';
import { SessionsModule } from '../sessions/sessions.module';
import { Codes } from './codes';
import { Entry } from './entry';
import { HandOverSecondFactor } from './hand-over-second-factor';
import { OwnSecondFactor } from './own-second-factor';
import { SecondFactorController } from './second-factor.controller';
import { SecondFactorRepository } from './second-factor.repository';
import { CHALLENGE_MODEL, challengeSchema, SECOND_FACTOR_MODEL, secondFactorSchema } from './second-factor.schema';

@Module({
  imports: [
    AccountMailsModule,
    AccountsModule,
    RevocationsModule,
    SessionsModule,
    MongooseModule.forFeature([
      { name: SECOND_FACTOR_MODEL, schema: secondFactorSchema },
      { name: CHALLENGE_MODEL, schema: challengeSchema },
    ]),
  ],
  controllers: [SecondFactorController],
  providers: [SecondFactorRepository, Codes, Entry, HandOverSecondFactor, OwnSecondFactor],
  exports: [Entry, HandOverSecondFactor],
})
export class SecondFactorModule {}
