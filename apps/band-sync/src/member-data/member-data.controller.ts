import type { ExportedMemberData } from '@dongbaejul/contracts';
import { AskHandler, ExportMemberDataDto } from '@dongbaejul/messaging';
import { Controller } from '@nestjs/common';
import { MembersService } from '../members/members.service';
import { RosterOfMembers } from '../roster/roster-of-members';

/** What came from BAND is in core's part of the archive; here is who a member is at BAND, and what the roster says. */
@Controller()
export class MemberDataController {
  constructor(
    private readonly members: MembersService,
    private readonly roster: RosterOfMembers,
  ) {}

  @AskHandler('band-sync.member-data.export', ExportMemberDataDto)
  async export({ member_id: memberId }: ExportMemberDataDto): Promise<ExportedMemberData> {
    const user_keys = await this.members.userKeysOf(memberId);
    const roster = await this.roster.about(memberId);
    return { files: [{ name: 'band.json', content: { user_keys, roster } }] };
  }
}
