import { CurrentUser, Identity, Members } from '@dongbaejul/identity';
import { ApiAnswer, ApiIfMatch, IfMatch, invalidField, SuccessDto } from '@dongbaejul/service-kit';
import { Body, Controller, Delete, Get, Param, Patch, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { MessagePath, RoomPath } from '../common/ids.dto';
import { MarkReadDto } from '../rooms/dto/room-input.dto';
import { ChangeMessage } from './change-message';
import { EditMessageDto, HistoryQuery, ReactionPath } from './dto/message-input.dto';
import { MessageAnswer, MessagesAnswer } from './dto/message.dto';
import { History } from './history';
import { ReadMarks } from './read-marks';

const DEFAULT_LIMIT = 20;

@ApiTags('chat')
@Members()
@Controller('chat')
export class MessagesController {
  constructor(
    private readonly history: History,
    private readonly readMarks: ReadMarks,
    private readonly changeMessage: ChangeMessage,
  ) {}

  @Get('rooms/:id/messages')
  @ApiOperation({ summary: 'What was said in a room: the newest, or before, around or after a message' })
  @ApiAnswer(MessagesAnswer, { errors: [401, 403, 404] })
  list(
    @CurrentUser() who: Identity,
    @Param() { id }: RoomPath,
    @Query() { before, around, after_seq, limit = DEFAULT_LIMIT }: HistoryQuery,
  ): Promise<MessagesAnswer> {
    if ([before, around, after_seq].filter((one) => one !== undefined).length > 1) {
      throw invalidField(
        'before',
        'before, around, after_seq 중 하나만 쓸 수 있습니다.',
        'is one of three: before, around, after_seq',
      );
    }
    if (around !== undefined) return this.history.around(id, who, around, limit);
    if (after_seq !== undefined) return this.history.after(id, who, after_seq, limit);
    return this.history.before(id, who, before, limit);
  }

  @Put('rooms/:id/read')
  @ApiOperation({ summary: 'I have read these messages and all before them, or everything up to a number' })
  @ApiAnswer(SuccessDto, { errors: [401, 403, 404] })
  async read(
    @CurrentUser() who: Identity,
    @Param() { id }: RoomPath,
    @Body() { message_ids, up_to_seq }: MarkReadDto,
  ): Promise<SuccessDto> {
    if ((message_ids === undefined) === (up_to_seq === undefined)) {
      throw invalidField(
        'up_to_seq',
        'message_ids와 up_to_seq 중 하나를 보내 주세요.',
        'or message_ids: exactly one of them',
      );
    }
    if (message_ids) await this.readMarks.these(id, who.userId, message_ids);
    else await this.readMarks.upTo(id, who.userId, up_to_seq ?? 0);
    return new SuccessDto();
  }

  @Patch('messages/:id')
  @ApiOperation({ summary: 'Change my message' })
  @ApiIfMatch()
  @ApiAnswer(MessageAnswer, { errors: [401, 403, 404, 409, 412] })
  async edit(
    @CurrentUser() who: Identity,
    @Param() { id }: MessagePath,
    @Body() { content }: EditMessageDto,
    @IfMatch() expected: number | undefined,
  ): Promise<MessageAnswer> {
    return { message: await this.changeMessage.edit(id, who, content, expected) };
  }

  @Delete('messages/:id')
  @ApiOperation({ summary: 'Delete my message; its place in the sequence stays' })
  @ApiIfMatch()
  @ApiAnswer(SuccessDto, { errors: [401, 403, 404, 409, 412] })
  async remove(
    @CurrentUser() who: Identity,
    @Param() { id }: MessagePath,
    @IfMatch() expected: number | undefined,
  ): Promise<SuccessDto> {
    await this.changeMessage.remove(id, who, expected);
    return new SuccessDto();
  }

  @Put('messages/:id/reactions/:emoji')
  @ApiOperation({ summary: 'React to a message' })
  @ApiAnswer(MessageAnswer, { errors: [401, 403, 404, 409] })
  async react(@CurrentUser() who: Identity, @Param() { id, emoji }: ReactionPath): Promise<MessageAnswer> {
    return { message: await this.changeMessage.react(id, who, emoji, true) };
  }

  @Delete('messages/:id/reactions/:emoji')
  @ApiOperation({ summary: 'Take a reaction back' })
  @ApiAnswer(MessageAnswer, { errors: [401, 403, 404, 409] })
  async unreact(@CurrentUser() who: Identity, @Param() { id, emoji }: ReactionPath): Promise<MessageAnswer> {
    return { message: await this.changeMessage.react(id, who, emoji, false) };
  }
}
