import type { MessageContext, ReportedMessage, ReportTarget } from '@dongbaejul/contracts';
import { AskClient } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import { seesHidden, Viewer } from '../common/hiding';
import { isShown } from '../comments/comment-rules';
import { CommentsRepository } from '../comments/comments.repository';
import { MembersRepository } from '../members/members.repository';
import { PostsRepository } from '../posts/posts.repository';
import type { Authored } from '../members/author';
import type { Evidence } from './report-case.schema';
import { ReportErrors } from './reports.errors';

const PATIENCE_MS = 4_000;
const NOTHING = { author_name: '', title: '', content: '', post_id: null, context: null } as const;

/** Looks at what somebody reports, as far as they may see it themselves. */
@Injectable()
export class ReportTargets {
  constructor(
    private readonly posts: PostsRepository,
    private readonly comments: CommentsRepository,
    private readonly members: MembersRepository,
    private readonly asks: AskClient,
  ) {}

  /**
   * What another service keeps; asked for before the transaction, which should not wait for it.
   * @throws what chat answers: SERVICE_UNAVAILABLE while it is away, not-found for a room that is not the member's
   */
  async elsewhere(type: ReportTarget, id: string, who: Viewer): Promise<Evidence | null> {
    if (type !== 'message') return null;
    const request = { message_id: id, reporter_id: who.userId };
    const options = { repeatable: true, timeoutMs: PATIENCE_MS };
    const context = await this.asks.ask('chat-socket.message.context', request, options);
    const { sender, content } = context.message;
    return {
      ...NOTHING,
      author_id: sender.id,
      author_name: nameless(sender).name,
      content,
      context: anonymous(context),
    };
  }

  /** @throws REPORT_TARGET_NOT_FOUND for what is not there or not shown to members */
  async here(session: ClientSession, type: ReportTarget, id: string, who: Viewer): Promise<Evidence> {
    const found = await this.find(session, type, id, who);
    if (!found) throw ReportErrors.REPORT_TARGET_NOT_FOUND();
    return found;
  }

  private async find(session: ClientSession, type: ReportTarget, id: string, who: Viewer): Promise<Evidence | null> {
    if (type === 'post') return this.post(session, id);
    if (type === 'comment') return this.comment(session, id, who);
    const member = (await this.members.findByIds([id])).get(id);
    if (!member || member.status === 'closed') return null;
    return { ...NOTHING, author_id: id };
  }

  private async post(session: ClientSession, id: string): Promise<Evidence | null> {
    const post = await this.posts.find(id, session);
    if (post?.state !== 'published') return null;
    const { author_id, title, content } = post;
    return { ...NOTHING, author_id, author_name: nameOf(post), title, content, post_id: id };
  }

  private async comment(session: ClientSession, id: string, who: Viewer): Promise<Evidence | null> {
    const comment = await this.comments.findById(session, new Types.ObjectId(id));
    if (!comment || !isShown(comment)) return null;
    const post = await this.posts.find(String(comment.post_id), session);
    if (!post || (post.state !== 'published' && !(post.state === 'hidden' && seesHidden(post, who)))) return null;
    const { author_id, content } = comment;
    return { ...NOTHING, author_id, author_name: nameOf(comment), content, post_id: String(comment.post_id) };
  }
}

const nameOf = ({ author_id: id, author_name: name }: Authored): string => (id === null ? name : '');

const nameless = ({ id, name }: ReportedMessage['sender']): ReportedMessage['sender'] => ({
  id,
  name: nameOf({ author_id: id, author_name: name }),
});

function anonymous({ room_id, message, before, after }: MessageContext): MessageContext {
  const strip = (one: ReportedMessage): ReportedMessage => ({ ...one, sender: nameless(one.sender) });
  return { room_id, message: strip(message), before: before.map(strip), after: after.map(strip) };
}
