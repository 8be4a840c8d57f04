import type { AuditActor } from '@dongbaejul/contracts';
import { Actor, CurrentUser, Identity, Members } from '@dongbaejul/identity';
import { Idempotent } from '@dongbaejul/persistence';
import { ApiAnswer, ApiIfMatch, IfMatch, SuccessDto } from '@dongbaejul/service-kit';
import { Body, Controller, Delete, Get, HttpStatus, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { MeetingPath } from '../common/ids.dto';
import { AnswerMeeting } from './answer-meeting';
import { CancelMeeting } from './cancel-meeting';
import { CreateMeeting } from './create-meeting';
import { CreateMeetingDto } from './dto/create-meeting.dto';
import { ListMeetingsQuery } from './dto/list-meetings.query';
import {
  CreatedMeetingAnswer,
  MeetingAnswerBody,
  MeetingDetailAnswer,
  MeetingsAnswer,
  RsvpAnswer,
} from './dto/meeting.dto';
import { RsvpDto } from './dto/rsvp.dto';
import { CancelMeetingQuery, ScopeQuery, UpdateMeetingDto } from './dto/update-meeting.dto';
import { EditMeeting } from './edit-meeting';
import { MeetingsService } from './meetings.service';

@ApiTags('meetings')
@Members()
@Controller('meetings')
export class MeetingsController {
  constructor(
    private readonly meetings: MeetingsService,
    private readonly createMeeting: CreateMeeting,
    private readonly editMeeting: EditMeeting,
    private readonly cancelMeeting: CancelMeeting,
    private readonly answerMeeting: AnswerMeeting,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Meetings (정모, 번개) by date' })
  @ApiAnswer(MeetingsAnswer, { errors: [401, 403] })
  list(@CurrentUser() who: Identity, @Query() query: ListMeetingsQuery): Promise<MeetingsAnswer> {
    return this.meetings.list(who, query);
  }

  @Post()
  @Idempotent()
  @ApiOperation({ summary: 'Call a flash meeting; staff: a regular one, or a series' })
  @ApiAnswer(CreatedMeetingAnswer, { status: HttpStatus.CREATED, errors: [401, 403, 409, 422] })
  async create(@CurrentUser() who: Identity, @Body() body: CreateMeetingDto): Promise<CreatedMeetingAnswer> {
    const meeting_ids = await this.createMeeting.run(who, body);
    return { meeting: await this.meetings.one(meeting_ids[0] as string), meeting_ids };
  }

  @Get(':id')
  @ApiOperation({ summary: 'A meeting with all answers' })
  @ApiAnswer(MeetingDetailAnswer, { errors: [401, 403, 404] })
  detail(@CurrentUser() who: Identity, @Param() { id }: MeetingPath): Promise<MeetingDetailAnswer> {
    return this.meetings.detail(id, who);
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Change a meeting, or it and the following ones of its series',
    description: 'Games under it that have not begun go with it: by as much time, and to its place.',
  })
  @ApiIfMatch()
  @ApiAnswer(MeetingAnswerBody, { errors: [401, 403, 404, 409, 412] })
  async update(
    @CurrentUser() who: Identity,
    @Param() { id }: MeetingPath,
    @Query() { scope }: ScopeQuery,
    @Body() body: UpdateMeetingDto,
    @IfMatch() expected: number | undefined,
  ): Promise<MeetingAnswerBody> {
    await this.editMeeting.run(id, who, body, scope ?? 'this', expected);
    return { meeting: await this.meetings.one(id) };
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Cancel a meeting, or it and the following ones of its series' })
  @ApiIfMatch()
  @ApiAnswer(SuccessDto, { errors: [401, 403, 404, 409, 412] })
  async cancel(
    @CurrentUser() who: Identity,
    @Param() { id }: MeetingPath,
    @Query() query: CancelMeetingQuery,
    @IfMatch() expected: number | undefined,
    @Actor() actor: AuditActor,
  ): Promise<SuccessDto> {
    await this.cancelMeeting.run(id, who, query, expected, actor);
    return new SuccessDto();
  }

  @Put(':id/rsvp')
  @ApiOperation({ summary: 'Say whether I come, and with whom' })
  @ApiAnswer(RsvpAnswer, { errors: [401, 403, 404, 409] })
  async answer(@CurrentUser() who: Identity, @Param() { id }: MeetingPath, @Body() body: RsvpDto): Promise<RsvpAnswer> {
    await this.answerMeeting.run(id, who, body);
    return this.meetings.answered(id, who);
  }
}
