import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { MembersModule } from '../members/members.module';
import { Mute, MuteSchema } from './mute.schema';
import { MutedMembers } from './muted-members';
import { MutesController } from './mutes.controller';
import { MutesRepository } from './mutes.repository';
import { MutesService } from './mutes.service';

@Module({
  imports: [MongooseModule.forFeature([{ name: Mute.name, schema: MuteSchema }]), MembersModule],
  controllers: [MutesController],
  providers: [MutesRepository, MutedMembers, MutesService],
  exports: [MutedMembers, MutesService],
})
export class MutesModule {}
