import type { AuditActor } from '@dongbaejul/contracts';
import { Actor, Requires } from '@dongbaejul/identity';
import { Idempotent } from '@dongbaejul/persistence';
import { ApiAnswer, invalidField } from '@dongbaejul/service-kit';
import { Body, Controller, Get, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import { readRoster } from '../roster-file/read-roster';
import { type Decision, DecideMatch } from './decide-match';
import { ImportQuery, RosterImportDto } from './dto/import.dto';
import { DecideMatchDto, MatchesQuery, MatchIdDto, RosterMatchAnswerDto, RosterMatchesDto } from './dto/matches.dto';
import { ImportRoster } from './import-roster';
import { ListMatches } from './list-matches';
import { presentImport } from './present-import';
import { ReceiveRoster, receivedRoster } from './receive-roster.interceptor';

const ONE_FILE = { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } };

@ApiTags('roster')
@Controller('admin/roster')
@Requires('roster:manage')
export class RosterController {
  constructor(
    private readonly importing: ImportRoster,
    private readonly matches: ListMatches,
    private readonly deciding: DecideMatch,
  ) {}

  @Post('import')
  // Decorators are applied from the last one up, and interceptors run in that order: first the file, then the key.
  @Idempotent()
  @UseInterceptors(ReceiveRoster)
  @ApiOperation({
    summary: 'Import the club’s roster, or show what that would change',
    description:
      'CSV (UTF-8, CP949, UTF-16) or XLSX of up to 2 MB and 2,000 people, with headings such as 이름, 급수, 성별, ' +
      '전화번호, 밴드이름. Rows with errors are told and left out. Of a phone number, its last four digits are kept.',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: ONE_FILE })
  @ApiAnswer(RosterImportDto, { errors: [401, 403, 409, 422] })
  async import(
    @Actor() actor: AuditActor,
    @Query() { dry_run: dryRun }: ImportQuery,
    @Body() body: object,
  ): Promise<RosterImportDto> {
    const roster = await readRoster(receivedRoster(body));
    return presentImport(dryRun ? await this.importing.preview(roster) : await this.importing.run(roster, actor));
  }

  @Get('matches')
  @ApiOperation({ summary: 'The roster, who each is here, and who those may be that nobody has decided yet' })
  @ApiAnswer(RosterMatchesDto, { errors: [401, 403] })
  list(@Query() query: MatchesQuery): Promise<RosterMatchesDto> {
    return this.matches.list(query, query.state);
  }

  @Post('matches/:id/decide')
  @Idempotent()
  @ApiOperation({ summary: 'Say who somebody of the roster is' })
  @ApiAnswer(RosterMatchAnswerDto, { errors: [401, 403, 404, 409, 422] })
  async decide(
    @Actor() actor: AuditActor,
    @Param() { id }: MatchIdDto,
    @Body() body: DecideMatchDto,
  ): Promise<RosterMatchAnswerDto> {
    await this.deciding.run(id, decisionOf(body), actor);
    return { match: await this.matches.one(id) };
  }
}

function decisionOf({ decision, member_id }: DecideMatchDto): Decision {
  if (decision !== 'match') {
    if (member_id === undefined) return { decision };
    throw invalidField('member_id', 'match일 때만 보낼 수 있습니다.', 'goes with match only');
  }
  if (member_id === undefined) throw invalidField('member_id', '필수 항목입니다.', 'is required');
  return { decision, memberId: member_id };
}
