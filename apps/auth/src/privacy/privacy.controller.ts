import type { AuditActor } from '@dongbaejul/contracts';
import { Actor, AnySession, CurrentUser, Identity } from '@dongbaejul/identity';
import { ApiAnswer, ApiFile, SuccessDto } from '@dongbaejul/service-kit';
import { Body, Controller, Delete, HttpCode, Post, StreamableFile } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { archiveOf } from './archive';
import { CloseAccount } from './close-account';
import { ExportData } from './export-data';
import { CloseAccountDto } from './privacy.dto';

@ApiTags('users')
@Controller('users/me')
export class PrivacyController {
  constructor(
    private readonly exports: ExportData,
    private readonly closing: CloseAccount,
  ) {}

  @Post('export')
  @AnySession()
  @HttpCode(200)
  @ApiOperation({ summary: 'All my data, from every service, as one ZIP archive of JSON files' })
  @ApiFile(['application/zip'], [401, 422], 'At most five in an hour')
  async export(@CurrentUser() user: Identity): Promise<StreamableFile> {
    const at = new Date();
    const archive = archiveOf(await this.exports.files(user), at);
    const disposition = `attachment; filename="dongbaejul-${at.toISOString().slice(0, 10)}.zip"`;
    return new StreamableFile(archive, { type: 'application/zip', disposition });
  }

  @Delete()
  @AnySession()
  @ApiOperation({ summary: 'Close my account for good; what I wrote stays, without my name' })
  @ApiAnswer(SuccessDto, { errors: [401, 403, 409] })
  async close(
    @CurrentUser() user: Identity,
    @Actor() actor: AuditActor,
    @Body() body: CloseAccountDto,
  ): Promise<SuccessDto> {
    await this.closing.close(user, actor, body?.password);
    return new SuccessDto();
  }
}
