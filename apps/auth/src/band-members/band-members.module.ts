import { Module } from '@nestjs/common';
import { AccountsModule } from '../accounts/accounts.module';
import { RevocationsModule } from '../revocations/revocations.module';
import { BandMembersController } from './band-members.controller';
import { BandMembersService } from './band-members.service';

@Module({
  imports: [AccountsModule, RevocationsModule],
  controllers: [BandMembersController],
  providers: [BandMembersService],
})
export class BandMembersModule {}
