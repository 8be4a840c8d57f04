import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AccountsModule } from '../accounts/accounts.module';
import { RevocationsModule } from '../revocations/revocations.module';
import { CurrentSession } from './current-session';
import { Refresh } from './refresh';
import { SessionEndings } from './session-endings';
import { REFRESH_TOKEN_MODEL, refreshTokenSchema, SESSION_MODEL, sessionSchema } from './session.schema';
import { OwnSessions } from './own-sessions';
import { OwnSessionsController } from './own-sessions.controller';
import { SessionsController } from './sessions.controller';
import { SessionsRepository } from './sessions.repository';
import { SessionsService } from './sessions.service';

@Module({
  imports: [
    AccountsModule,
    RevocationsModule,
    MongooseModule.forFeature([
      { name: SESSION_MODEL, schema: sessionSchema },
      { name: REFRESH_TOKEN_MODEL, schema: refreshTokenSchema },
    ]),
  ],
  controllers: [SessionsController, OwnSessionsController],
  providers: [SessionsRepository, SessionsService, SessionEndings, OwnSessions, Refresh, CurrentSession],
  exports: [SessionsRepository, SessionsService, SessionEndings, CurrentSession],
})
export class SessionsModule {}
