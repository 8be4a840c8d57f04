import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { DirectoryEvents } from './directory.events';
import { DirectoryRepository } from './directory.repository';
import { Member, MemberSchema } from './member.schema';

/** Names, avatars and roles of members, as auth tells them. */
@Module({
  imports: [MongooseModule.forFeature([{ name: Member.name, schema: MemberSchema }])],
  providers: [DirectoryRepository, DirectoryEvents],
  exports: [DirectoryRepository],
})
export class DirectoryModule {}
