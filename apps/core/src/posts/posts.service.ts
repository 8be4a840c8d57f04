import type { UploadedFile } from '@dongbaejul/contracts';
import type { Identity } from '@dongbaejul/identity';
import { Injectable } from '@nestjs/common';
import { CommentsService } from '../comments/comments.service';
import { AuthorsService } from '../members/authors.service';
import type { PostDetailAnswer } from './dto/post-answers.dto';
import { PostDto, postDto } from './dto/post.dto';
import { MarkRead } from './mark-read';
import { audienceOf } from '../uploads/upload-rules';
import { Uploads } from '../uploads/uploads';
import type { PostRow } from './post.schema';
import { isVisibleTo } from './post-rules';
import { PostErrors } from './posts.errors';
import { PostsRepository } from './posts.repository';

/** Comments that come with a post; the rest is a list of its own. */
const COMMENTS_WITH_POST = 100;

@Injectable()
export class PostsService {
  constructor(
    private readonly posts: PostsRepository,
    private readonly comments: CommentsService,
    private readonly authors: AuthorsService,
    private readonly markRead: MarkRead,
    private readonly uploads: Uploads,
  ) {}

  async detail(id: string, who: Identity): Promise<PostDetailAnswer> {
    const found = await this.posts.findWithLike(id, who.userId);
    if (!found || !isVisibleTo(found.post, who)) throw PostErrors.POST_NOT_FOUND();
    const { post, liked } = found;
    const [{ read, isNew }, { comments, next_cursor }, authorOf, files] = await Promise.all([
      this.markRead.run(post, who.userId),
      this.comments.page(post._id, who, { limit: COMMENTS_WITH_POST }),
      this.authors.namesFor([post]),
      this.filesOf(post),
    ]);
    return {
      post: postDto({ ...post, view_count: post.view_count + (isNew ? 1 : 0) }, authorOf(post), files),
      comments,
      ...(next_cursor && { comments_next_cursor: next_cursor }),
      user_interaction: { liked, read },
    };
  }

  /** A post as its author sees it after writing. */
  async one(id: string): Promise<PostDto> {
    const post = await this.posts.find(id);
    if (!post) throw PostErrors.POST_NOT_FOUND();
    const authorOf = await this.authors.namesFor([post]);
    return postDto(post, authorOf(post), await this.filesOf(post));
  }

  private async filesOf(post: PostRow): Promise<UploadedFile[]> {
    return [...(await this.uploads.filesOf(post.attachments, audienceOf(post))).values()];
  }
}
