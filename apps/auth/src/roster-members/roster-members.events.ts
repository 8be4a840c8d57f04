import { type EventEnvelope, GRADES, type RosterMemberState } from '@dongbaejul/contracts';
import { OnEvent } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import { IsIn, IsMongoId, IsOptional, IsString, MaxLength, MinLength } from 'class-validator';
import type { ClientSession } from 'mongoose';
import { GENDERS } from '../members/dto/update-profile.dto';
import { RosterMembersService } from './roster-members.service';

class RosterMemberChangedDto implements RosterMemberState {
  @IsMongoId()
  entry_id: string;

  @IsMongoId()
  member_id: string;

  @IsString()
  @MinLength(1)
  @MaxLength(50)
  name: string;

  @IsOptional()
  @IsIn(GRADES)
  grade: string | null;

  @IsOptional()
  @IsIn(GENDERS)
  gender: string | null;
}

@Injectable()
export class RosterMembersEvents {
  constructor(private readonly members: RosterMembersService) {}

  @OnEvent('band-sync.roster-member.changed', RosterMemberChangedDto, { queueBy: () => 'band-members' })
  async onRosterMember(
    { payload, version }: EventEnvelope<'band-sync.roster-member.changed'>,
    session: ClientSession,
  ): Promise<void> {
    await this.members.apply(session, payload, version);
  }
}
