import type { AuditActor } from '@dongbaejul/contracts';
import { Actor, CurrentUser, Identity, Members } from '@dongbaejul/identity';
import { Idempotent, ListQuery } from '@dongbaejul/persistence';
import { ApiAnswer, ApiIfMatch, IfMatch, SuccessDto } from '@dongbaejul/service-kit';
import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { RoomMemberPath, RoomPath } from '../common/ids.dto';
import { ChangeRoom } from './change-room';
import { AddMembersDto, CreateRoomDto, MuteRoomDto, RemoveMemberQuery, UpdateRoomDto } from './dto/room-input.dto';
import { ChatRoomAnswer, ChatRoomsAnswer, ChatParticipantsAnswer } from './dto/room.dto';
import { OpenRoom } from './open-room';
import { RoomsService } from './rooms.service';

@ApiTags('chat')
@Members()
@Controller('chat/rooms')
export class RoomsController {
  constructor(
    private readonly rooms: RoomsService,
    private readonly openRoom: OpenRoom,
    private readonly changeRoom: ChangeRoom,
  ) {}

  @Get()
  @ApiOperation({ summary: 'My rooms, the one with the newest message first' })
  @ApiAnswer(ChatRoomsAnswer, { errors: [401, 403] })
  list(@CurrentUser() who: Identity, @Query() query: ListQuery): Promise<ChatRoomsAnswer> {
    return this.rooms.list(who, query);
  }

  @Post()
  @Idempotent()
  @ApiOperation({ summary: 'Open a group, or the private room with another member' })
  @ApiAnswer(ChatRoomAnswer, { status: HttpStatus.CREATED, errors: [401, 403, 409, 422] })
  async open(@CurrentUser() who: Identity, @Body() body: CreateRoomDto): Promise<ChatRoomAnswer> {
    return { room: await this.rooms.one(await this.openRoom.run(who, body), who) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'A room that I am in' })
  @ApiAnswer(ChatRoomAnswer, { errors: [401, 403, 404] })
  async one(@CurrentUser() who: Identity, @Param() { id }: RoomPath): Promise<ChatRoomAnswer> {
    return { room: await this.rooms.one(id, who) };
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Rename a group that I own' })
  @ApiIfMatch()
  @ApiAnswer(ChatRoomAnswer, { errors: [401, 403, 404, 409, 412] })
  async rename(
    @CurrentUser() who: Identity,
    @Param() { id }: RoomPath,
    @Body() { name }: UpdateRoomDto,
    @IfMatch() expected: number | undefined,
    @Actor() actor: AuditActor,
  ): Promise<ChatRoomAnswer> {
    await this.changeRoom.rename(id, who, name, expected, actor);
    return { room: await this.rooms.one(id, who) };
  }

  @Get(':id/members')
  @ApiOperation({ summary: "A room's members, with who is online and how far each has read" })
  @ApiAnswer(ChatParticipantsAnswer, { errors: [401, 403, 404] })
  members(
    @CurrentUser() who: Identity,
    @Param() { id }: RoomPath,
    @Query() query: ListQuery,
  ): Promise<ChatParticipantsAnswer> {
    return this.rooms.participants(id, who, query);
  }

  @Post(':id/members')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Bring members into a group that I own' })
  @ApiAnswer(ChatRoomAnswer, { errors: [401, 403, 404, 409, 422] })
  async add(
    @CurrentUser() who: Identity,
    @Param() { id }: RoomPath,
    @Body() body: AddMembersDto,
    @Actor() actor: AuditActor,
  ): Promise<ChatRoomAnswer> {
    await this.changeRoom.add(id, who, body.member_ids, actor);
    return { room: await this.rooms.one(id, who) };
  }

  @Delete(':id/members')
  @ApiOperation({ summary: 'Remove a member from a group that I own' })
  @ApiAnswer(SuccessDto, { errors: [401, 403, 404, 409] })
  async removeByQuery(
    @CurrentUser() who: Identity,
    @Param() { id }: RoomPath,
    @Query() { member_id }: RemoveMemberQuery,
    @Actor() actor: AuditActor,
  ): Promise<SuccessDto> {
    await this.changeRoom.remove(id, who, member_id, actor);
    return new SuccessDto();
  }

  @Delete(':id/members/:memberId')
  @ApiOperation({ summary: 'Remove a member from a group that I own' })
  @ApiAnswer(SuccessDto, { errors: [401, 403, 404, 409] })
  async remove(
    @CurrentUser() who: Identity,
    @Param() { id, memberId }: RoomMemberPath,
    @Actor() actor: AuditActor,
  ): Promise<SuccessDto> {
    await this.changeRoom.remove(id, who, memberId, actor);
    return new SuccessDto();
  }

  @Post(':id/leave')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Leave a group; an owner hands it on' })
  @ApiAnswer(SuccessDto, { errors: [401, 403, 404, 409] })
  async leave(@CurrentUser() who: Identity, @Param() { id }: RoomPath): Promise<SuccessDto> {
    await this.changeRoom.leave(id, who);
    return new SuccessDto();
  }

  @Put(':id/mute')
  @ApiOperation({ summary: 'No notifications of this room, or notifications again' })
  @ApiAnswer(ChatRoomAnswer, { errors: [401, 403, 404] })
  async mute(
    @CurrentUser() who: Identity,
    @Param() { id }: RoomPath,
    @Body() { muted }: MuteRoomDto,
  ): Promise<ChatRoomAnswer> {
    await this.rooms.mute(id, who, muted);
    return { room: await this.rooms.one(id, who) };
  }
}
