import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { UploadsModule } from '../uploads/uploads.module';
import { AuthorsService } from './authors.service';
import { MemberLookup } from './member-lookup';
import { Member, MemberSchema } from './member.schema';
import { MembersEvents } from './members.events';
import { MentionedMembers } from './mentioned-members';
import { MembersRepository } from './members.repository';

@Module({
  imports: [MongooseModule.forFeature([{ name: Member.name, schema: MemberSchema }]), UploadsModule],
  providers: [MembersRepository, MembersEvents, MemberLookup, AuthorsService, MentionedMembers],
  exports: [AuthorsService, MemberLookup, MembersRepository, MentionedMembers],
})
export class MembersModule {}
