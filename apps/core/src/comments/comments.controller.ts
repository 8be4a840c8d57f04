import type { AuditActor } from '@dongbaejul/contracts';
import { Actor, CurrentUser, Identity, Members } from '@dongbaejul/identity';
import { Idempotent, ListQuery } from '@dongbaejul/persistence';
import { ApiAnswer, ApiIfMatch, IfMatch, SuccessDto } from '@dongbaejul/service-kit';
import { Body, Controller, Delete, Get, HttpStatus, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CommentPath, PostPath } from '../common/ids.dto';
import { RemovalQuery } from '../common/removal';
import { CommentsService } from './comments.service';
import { CreateComment } from './create-comment';
import { DeleteComment } from './delete-comment';
import { CommentAnswer, CommentsAnswer } from './dto/comment.dto';
import { CreateCommentDto } from './dto/create-comment.dto';
import { UpdateCommentDto } from './dto/update-comment.dto';
import { EditComment } from './edit-comment';

@ApiTags('comments')
@Members()
@Controller('posts/:id/comments')
export class CommentsController {
  constructor(
    private readonly comments: CommentsService,
    private readonly createComment: CreateComment,
    private readonly editComment: EditComment,
    private readonly deleteComment: DeleteComment,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Comments on a post, the oldest first' })
  @ApiAnswer(CommentsAnswer, { errors: [401, 403, 404] })
  list(@CurrentUser() who: Identity, @Param() { id }: PostPath, @Query() query: ListQuery): Promise<CommentsAnswer> {
    return this.comments.list(id, who, query);
  }

  @Post()
  @Idempotent()
  @ApiOperation({ summary: 'Comment on a post or answer a comment' })
  @ApiAnswer(CommentAnswer, { status: HttpStatus.CREATED, errors: [401, 403, 404, 409, 422] })
  async create(
    @CurrentUser() who: Identity,
    @Param() { id }: PostPath,
    @Body() body: CreateCommentDto,
  ): Promise<CommentAnswer> {
    return { comment: await this.comments.one(id, await this.createComment.run(id, who, body)) };
  }

  @Put(':cid')
  @ApiOperation({ summary: 'Change my comment' })
  @ApiIfMatch()
  @ApiAnswer(CommentAnswer, { errors: [401, 403, 404, 409, 412] })
  replace(
    @CurrentUser() who: Identity,
    @Param() path: CommentPath,
    @Body() body: UpdateCommentDto,
    @IfMatch() expected: number | undefined,
  ): Promise<CommentAnswer> {
    return this.update(who, path, body, expected);
  }

  @Patch(':cid')
  @ApiOperation({ summary: 'Change my comment' })
  @ApiIfMatch()
  @ApiAnswer(CommentAnswer, { errors: [401, 403, 404, 409, 412] })
  async update(
    @CurrentUser() who: Identity,
    @Param() { id, cid }: CommentPath,
    @Body() body: UpdateCommentDto,
    @IfMatch() expected: number | undefined,
  ): Promise<CommentAnswer> {
    await this.editComment.run(id, cid, who, body.content, expected);
    return { comment: await this.comments.one(id, cid) };
  }

  @Delete(':cid')
  @ApiOperation({ summary: 'Delete my comment; staff: any, audited' })
  @ApiIfMatch()
  @ApiAnswer(SuccessDto, { errors: [401, 403, 404, 412] })
  async remove(
    @CurrentUser() who: Identity,
    @Param() { id, cid }: CommentPath,
    @Query() { reason }: RemovalQuery,
    @IfMatch() expected: number | undefined,
    @Actor() actor: AuditActor,
  ): Promise<SuccessDto> {
    await this.deleteComment.run(id, cid, { who, expected, reason, actor });
    return new SuccessDto();
  }
}
