import type { ExportedMemberData } from '@dongbaejul/contracts';
import { AskHandler, ExportMemberDataDto } from '@dongbaejul/messaging';
import { Controller } from '@nestjs/common';
import { MembersService } from '../members/members.service';
import { RosterRepository } from '../roster/roster.repository';

/** What came from BAND is in core's part of the archive; here is who a member is at BAND, and what the roster says. */
@Controller()
export class MemberDataController {
  constructor(
    private readonly members: MembersService,
    private readonly roster: RosterRepository,
  ) {}

  @AskHandler('band-sync.member-data.export', ExportMemberDataDto)
  async export({ member_id: memberId }: ExportMemberDataDto): Promise<ExportedMemberData> {
    const user_keys = await this.members.userKeysOf(memberId);
    const entry = await this.roster.ofMember(memberId);
    const { name, band_name, grade, gender, phone_last4, imported_at } = entry ?? {};
    const roster = entry && { name, band_name, grade, gender, phone_last4, imported_at: imported_at?.toISOString() };
    return { files: [{ name: 'band.json', content: { user_keys, roster } }] };
  }
}
