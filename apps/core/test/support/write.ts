import type { CommentAnswer, CommentDto } from '../../src/comments/dto/comment.dto';
import type { CreatePostDto } from '../../src/posts/dto/create-post.dto';
import type { PostAnswer } from '../../src/posts/dto/post-answers.dto';
import type { PostDto } from '../../src/posts/dto/post.dto';
import type { Member } from './core-under-test';

/** A post by this member. */
export async function write(who: Member, wanted: Partial<CreatePostDto> = {}): Promise<PostDto> {
  const { status, data, error } = await who.client.post<PostAnswer>('/posts', {
    title: '제목',
    content: '본문',
    ...wanted,
  });
  if (status !== 201) throw new Error(`posting failed: ${JSON.stringify(error)}`);
  return data.post;
}

/** A comment by this member. */
export async function comment(who: Member, postId: string, content = '댓글', parentId?: string): Promise<CommentDto> {
  const body = { content, ...(parentId && { parent_id: parentId }) };
  const { status, data, error } = await who.client.post<CommentAnswer>(`/posts/${postId}/comments`, body);
  if (status !== 201) throw new Error(`commenting failed: ${JSON.stringify(error)}`);
  return data.comment;
}
