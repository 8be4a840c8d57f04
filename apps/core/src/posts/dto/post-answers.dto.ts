import { PaginationDto } from '@dongbaejul/persistence';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { CommentDto } from '../../comments/dto/comment.dto';
import { PostDto } from './post.dto';

export class PostAnswer {
  @ApiProperty({ type: PostDto })
  post: PostDto;
}

export class UserInteractionDto {
  @ApiProperty({ type: Boolean })
  liked: boolean;

  @ApiProperty({ type: Boolean, description: 'True once it has been opened, this time included' })
  read: boolean;
}

export class ListedPostDto extends PostDto {
  @ApiProperty({ type: UserInteractionDto })
  user_interaction: UserInteractionDto;
}

export class PostsAnswer {
  @ApiProperty({ type: [ListedPostDto] })
  posts: ListedPostDto[];

  @ApiProperty({ type: PaginationDto })
  pagination: PaginationDto;

  @ApiPropertyOptional({ type: String, description: 'Present while there is more; goes into after' })
  next_cursor?: string;
}

export class PostDetailAnswer extends PostAnswer {
  @ApiProperty({ type: [CommentDto], description: 'The first 100, oldest first' })
  comments: CommentDto[];

  @ApiPropertyOptional({ type: String, description: 'Where there are more comments: after of GET …/comments' })
  comments_next_cursor?: string;

  @ApiProperty({ type: UserInteractionDto })
  user_interaction: UserInteractionDto;
}

export class LikeAnswer {
  @ApiProperty({ type: Boolean, description: 'Whether the post is liked now' })
  liked: boolean;

  @ApiProperty({ type: Number })
  like_count: number;
}
