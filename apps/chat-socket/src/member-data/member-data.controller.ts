import type { ExportedMemberData } from '@dongbaejul/contracts';
import { AskHandler, ExportMemberDataDto } from '@dongbaejul/messaging';
import { Controller } from '@nestjs/common';
import { ExportMemberData } from './export-member-data';

@Controller()
export class MemberDataController {
  constructor(private readonly data: ExportMemberData) {}

  @AskHandler('chat-socket.member-data.export', ExportMemberDataDto)
  export({ member_id: memberId, cursor }: ExportMemberDataDto): Promise<ExportedMemberData> {
    return this.data.page(memberId, cursor);
  }
}
