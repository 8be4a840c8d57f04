import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { AccountsModule } from '../accounts/accounts.module';
import { RevocationsModule } from '../revocations/revocations.module';
import { SessionsModule } from '../sessions/sessions.module';
import { AcceptInvitation } from './accept-invitation';
import { AcceptInvitationController } from './accept-invitation.controller';
import { InvitationCodes } from './invitation-codes';
import { InvitationMail } from './invitation-mail';
import { INVITATION_MODEL, invitationSchema } from './invitation.schema';
import { InvitationsController } from './invitations.controller';
import { InvitationsRepository } from './invitations.repository';
import { InvitationsService } from './invitations.service';
import { UseInvitation } from './use-invitation';

@Module({
  imports: [
    AccountsModule,
    RevocationsModule,
    SessionsModule,
    MongooseModule.forFeature([{ name: INVITATION_MODEL, schema: invitationSchema }]),
  ],
  controllers: [InvitationsController, AcceptInvitationController],
  providers: [
    InvitationsService,
    InvitationsRepository,
    InvitationCodes,
    InvitationMail,
    UseInvitation,
    AcceptInvitation,
  ],
  exports: [UseInvitation],
})
export class InvitationsModule {}
