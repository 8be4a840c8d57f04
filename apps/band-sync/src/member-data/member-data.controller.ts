import type { ExportedMemberData } from '@dongbaejul/contracts';
import { AskHandler, ExportMemberDataDto } from '@dongbaejul/messaging';
import { Controller } from '@nestjs/common';
import { MembersService } from '../members/members.service';

/** What came from BAND is in core's part of the archive; here is only who a member is at BAND. */
@Controller()
export class MemberDataController {
  constructor(private readonly members: MembersService) {}

  @AskHandler('band-sync.member-data.export', ExportMemberDataDto)
  async export({ member_id: memberId }: ExportMemberDataDto): Promise<ExportedMemberData> {
    return { files: [{ name: 'band.json', content: { user_keys: await this.members.userKeysOf(memberId) } }] };
  }
}
