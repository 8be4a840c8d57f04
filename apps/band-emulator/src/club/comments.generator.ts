import type { ClubGenerator } from './club.generator';
import { detail } from './club.generator';
import type { Comment } from './club.types';
import type { KeyCodec } from './keys';
import { mix, Random } from './random';
import { TextWriter } from './text-writer';
import { ANCHOR } from './time-line';
import { COMMENTS_FOR, COMMENTS_FOR_ANY, COMMENT_TAILS } from './vocabulary/comment-templates';

const STREAM = 6;
/** Room for comment numbers below one post; no post has more generated comments than this. */
export const COMMENTS_PER_POST = 64;
const TALK_MS = 3 * 86_400_000;

export class CommentGenerator {
  constructor(
    private readonly club: ClubGenerator,
    private readonly keys: KeyCodec,
  ) {}

  /** How many comments a post has: mostly a handful, now and then more than one page of them. */
  count(postIndex: number): number {
    const random = new Random(mix(this.club.size.seed, STREAM, postIndex));
    if (random.chance((100 - this.club.size.commentedPercent) / 100)) return 0;
    return random.chance(0.05) ? random.int(21, COMMENTS_PER_POST - 4) : random.int(1, 9);
  }

  /** All generated comments of a post, the oldest first. */
  list(postIndex: number, postCreatedAt: number): Comment[] {
    const count = this.count(postIndex);
    const templates = this.templates(postIndex, count);
    const span = Math.min(TALK_MS, ANCHOR - postCreatedAt);
    return Array.from({ length: count }, (_, n) => {
      const random = new Random(mix(this.club.size.seed, STREAM, postIndex, n, 2));
      const author = this.club.activeMember(random);
      const createdAt = postCreatedAt + Math.floor(span * ((n + random.next()) / Math.max(count, 12)) ** 2);
      const template = templates[n % templates.length] ?? '';
      const writer = new TextWriter(random, createdAt, () => this.club.activeMember(random), author.userKey);
      if (random.chance(0.12)) writer.add('{@} ');
      const id = postIndex * COMMENTS_PER_POST + n;
      const key = this.keys.encode('comment', id);
      return {
        key,
        postKey: this.keys.encode('post', postIndex),
        authorKey: author.userKey,
        authorDetail: detail(random, 0.1, 0.05),
        text: writer.add(template).add(random.pick(COMMENT_TAILS)).result(),
        photo: null,
        createdAt,
        emotionCount: random.chance(0.3) ? random.int(1, 5) : 0,
      };
    });
  }

  /** What the comments of one post say: no template twice before all were used. */
  private templates(postIndex: number, count: number): string[] {
    const random = new Random(mix(this.club.size.seed, STREAM, postIndex, 1));
    const fitting = COMMENTS_FOR[this.club.postKind(postIndex).name] ?? [];
    const general = count > fitting.length ? COMMENTS_FOR_ANY : random.sample(COMMENTS_FOR_ANY, 3);
    return random.sample([...fitting, ...general], fitting.length + general.length);
  }
}
