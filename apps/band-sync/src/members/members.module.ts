import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { DirectoryModule } from '../directory/directory.module';
import { KnownMember, KnownMemberSchema } from './known-member.schema';
import { MembersRepository } from './members.repository';
import { MembersService } from './members.service';

@Module({
  imports: [DirectoryModule, MongooseModule.forFeature([{ name: KnownMember.name, schema: KnownMemberSchema }])],
  providers: [MembersService, MembersRepository],
  exports: [MembersService],
})
export class MembersModule {}
