import type { ExportedMemberData, ExportMemberData as ExportRequest } from '@dongbaejul/contracts';
import { AskHandler } from '@dongbaejul/messaging';
import { Controller } from '@nestjs/common';
import { IsMongoId, IsOptional, IsString, MaxLength } from 'class-validator';
import { ExportMemberData } from './export-member-data';

class ExportMemberDataDto implements ExportRequest {
  @IsMongoId()
  member_id: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  cursor?: string;
}

@Controller()
export class MemberDataController {
  constructor(private readonly data: ExportMemberData) {}

  @AskHandler('core.member-data.export', ExportMemberDataDto)
  export({ member_id: memberId, cursor }: ExportMemberDataDto): Promise<ExportedMemberData> {
    return this.data.page(memberId, cursor);
  }
}
