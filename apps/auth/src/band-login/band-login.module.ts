import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AccountMailsModule } from '../account-mails/account-mails.module';
import { AccountsModule } from '../accounts/accounts.module';
import { PrivacyModule } from '../privacy/privacy.module';
import { RevocationsModule } from '../revocations/revocations.module';
import { SecondFactorModule } from '../second-factor/second-factor.module';
import { SessionsModule } from '../sessions/sessions.module';
import { BandAccount } from './band-account';
import { BandLink } from './band-link';
import { BandLinkController } from './band-link.controller';
import { BandClient } from './band-client';
import { BandLoginController } from './band-login.controller';
import { BandLoginRepository } from './band-login.repository';
import { BAND_TOKENS_MODEL, bandTokensSchema, LOGIN_STATE_MODEL, loginStateSchema } from './band-login.schema';
import { BandLoginService } from './band-login.service';

@Module({
  imports: [
    AccountMailsModule,
    AccountsModule,
    PrivacyModule,
    RevocationsModule,
    SecondFactorModule,
    SessionsModule,
    MongooseModule.forFeature([
      { name: LOGIN_STATE_MODEL, schema: loginStateSchema },
      { name: BAND_TOKENS_MODEL, schema: bandTokensSchema },
    ]),
  ],
  controllers: [BandLoginController, BandLinkController],
  providers: [BandLoginService, BandLoginRepository, BandClient, BandAccount, BandLink],
})
export class BandLoginModule {}
