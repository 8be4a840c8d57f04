import type { AuditActor } from '@dongbaejul/contracts';
import { Actor, CurrentUser, Identity, Members } from '@dongbaejul/identity';
import { Idempotent } from '@dongbaejul/persistence';
import { ApiAnswer, ApiIfMatch, IfMatch, SuccessDto } from '@dongbaejul/service-kit';
import { Body, Controller, Delete, Get, HttpStatus, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { PostPath } from '../common/ids.dto';
import { RemovalQuery } from '../common/removal';
import { CreatePost } from './create-post';
import { DeletePost } from './delete-post';
import { CreatePostDto } from './dto/create-post.dto';
import { LikeDto } from './dto/like.dto';
import { ListPostsQuery } from './dto/list-posts.query';
import { LikeAnswer, PostAnswer, PostDetailAnswer, PostsAnswer } from './dto/post-answers.dto';
import { UpdatePostDto } from './dto/update-post.dto';
import { EditPost } from './edit-post';
import { ListPosts } from './list-posts';
import { PostsService } from './posts.service';
import { ToggleLike } from './toggle-like';

@ApiTags('posts')
@Members()
@Controller('posts')
export class PostsController {
  constructor(
    private readonly posts: PostsService,
    private readonly listPosts: ListPosts,
    private readonly createPost: CreatePost,
    private readonly editPost: EditPost,
    private readonly deletePost: DeletePost,
    private readonly toggleLike: ToggleLike,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Posts, the pinned first' })
  @ApiAnswer(PostsAnswer, { errors: [401, 403] })
  list(@CurrentUser() who: Identity, @Query() query: ListPostsQuery): Promise<PostsAnswer> {
    return this.listPosts.run(who, query);
  }

  @Post()
  @Idempotent()
  @ApiOperation({ summary: 'Write a post, or a draft' })
  @ApiAnswer(PostAnswer, { status: HttpStatus.CREATED, errors: [401, 403, 409, 422] })
  async create(@CurrentUser() who: Identity, @Body() body: CreatePostDto): Promise<PostAnswer> {
    return { post: await this.posts.one(await this.createPost.run(who, body)) };
  }

  @Get(':id')
  @ApiOperation({ summary: 'A post with its comments; marks it read' })
  @ApiAnswer(PostDetailAnswer, { errors: [401, 403, 404] })
  detail(@CurrentUser() who: Identity, @Param() { id }: PostPath): Promise<PostDetailAnswer> {
    return this.posts.detail(id, who);
  }

  @Put(':id')
  @ApiOperation({ summary: 'Change my post' })
  @ApiIfMatch()
  @ApiAnswer(PostAnswer, { errors: [401, 403, 404, 409, 412, 422] })
  replace(
    @CurrentUser() who: Identity,
    @Param() { id }: PostPath,
    @Body() body: UpdatePostDto,
    @IfMatch() expected: number | undefined,
  ): Promise<PostAnswer> {
    return this.update(who, { id }, body, expected);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change my post' })
  @ApiIfMatch()
  @ApiAnswer(PostAnswer, { errors: [401, 403, 404, 409, 412, 422] })
  async update(
    @CurrentUser() who: Identity,
    @Param() { id }: PostPath,
    @Body() body: UpdatePostDto,
    @IfMatch() expected: number | undefined,
  ): Promise<PostAnswer> {
    await this.editPost.run(id, who, body, expected);
    return { post: await this.posts.one(id) };
  }

  @Delete(':id')
  @ApiOperation({ summary: 'Delete my post; staff: any, audited' })
  @ApiIfMatch()
  @ApiAnswer(SuccessDto, { errors: [401, 403, 404, 412] })
  async remove(
    @CurrentUser() who: Identity,
    @Param() { id }: PostPath,
    @Query() { reason }: RemovalQuery,
    @IfMatch() expected: number | undefined,
    @Actor() actor: AuditActor,
  ): Promise<SuccessDto> {
    await this.deletePost.run(id, { who, expected, reason, actor });
    return new SuccessDto();
  }

  @Post(':id/like')
  @ApiOperation({
    summary: 'Like a post, or take the like back',
    description: 'Without a body it turns over, so a request sent again undoes itself. With liked it can be repeated.',
  })
  @ApiBody({ type: LikeDto, required: false })
  @ApiAnswer(LikeAnswer, { errors: [401, 403, 404, 409] })
  like(@CurrentUser() who: Identity, @Param() { id }: PostPath, @Body() body?: LikeDto): Promise<LikeAnswer> {
    return this.toggleLike.run(id, who, body?.liked);
  }
}
