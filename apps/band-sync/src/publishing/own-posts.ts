import { type AuditEntry, PLATFORM } from '@dongbaejul/contracts';
import { AuditTrail } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
import { Injectable, Logger } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import type { BandPost } from '../band-client/band.types';
import { isSame, mostUnseen } from './publish-rules';
import type { Publication } from './publication.schema';
import { isAnothers, PublicationsRepository } from './publications.repository';
import { publicationsEnded } from './publishing.metrics';

type News = 'published-at-band' | 'published-at-band-too';

/** Knows the posts at BAND that came from here, so that none comes back as another's. */
@Injectable()
export class OwnPosts {
  private readonly logger = new Logger('Publishing');

  constructor(
    private readonly repository: PublicationsRepository,
    private readonly transactions: Transactions,
    private readonly audit: AuditTrail,
  ) {}

  /** Also settles publications whose post is seen here before BAND's answer was noted. @returns keys of ours */
  async among(posts: readonly BandPost[]): Promise<Set<string>> {
    const own = await this.repository.ownAmong(posts.map(({ postKey }) => postKey));
    for (const publication of await this.repository.asked()) {
      let unseen = mostUnseen(publication);
      for (const post of posts) {
        if (unseen <= 0) break;
        if (own.has(post.postKey) || !isSame(publication, post)) continue;
        const whose = await this.settle(publication, post.postKey);
        if (whose !== undefined) own.add(post.postKey);
        if (whose === 'this') unseen -= 1;
      }
    }
    return own;
  }

  /** Those of these keys that are posts of ours. */
  keysAmong(keys: readonly string[]): Promise<Set<string>> {
    return this.repository.ownAmong(keys);
  }

  /** The post that is this publication, unless it is another's already. */
  find(publication: Publication, posts: readonly BandPost[], taken: ReadonlySet<string>): BandPost | undefined {
    return posts.find((post) => !taken.has(post.postKey) && isSame(publication, post));
  }

  /**
   * Notes where it is at BAND, once.
   * @param isAnswer BAND itself said so. A post that was only seen may be another publication's with the same words,
   *   which then has it.
   * @returns whose post it is now, if one of ours
   */
  async settle(publication: Publication, key: string, isAnswer = false): Promise<'this' | 'another' | undefined> {
    try {
      const news = await this.transactions.run((session) => this.note(session, publication, key, isAnswer));
      this.say(publication, news);
      return news !== undefined || (await this.repository.ownAmong([key])).has(key) ? 'this' : undefined;
    } catch (error) {
      if (isAnothers(error) && !isAnswer) return 'another';
      throw error;
    }
  }

  private async note(
    session: ClientSession,
    publication: Publication,
    key: string,
    isAnswer: boolean,
  ): Promise<News | undefined> {
    const other = isAnswer ? await this.repository.takeBack(session, key, publication) : null;
    if (other)
      await this.record(session, other, 'not-that-post-at-band', { before: { band_post_key: key }, after: null });
    const news = await this.write(session, publication, key, isAnswer);
    if (news) await this.record(session, publication, news, { before: null, after: { band_post_key: key } });
    return news;
  }

  private async write(
    session: ClientSession,
    publication: Publication,
    key: string,
    isAnswer: boolean,
  ): Promise<News | undefined> {
    if (await this.repository.published(session, publication, key)) return 'published-at-band';
    if (await this.repository.publishedToo(session, publication, key)) return 'published-at-band-too';
    if (isAnswer && (await this.repository.publishedAs(session, publication, key))) return 'published-at-band';
    return undefined;
  }

  private async record(
    session: ClientSession,
    { kind, object_id }: Publication,
    what: string,
    change: Pick<AuditEntry, 'before' | 'after'>,
  ): Promise<void> {
    const action = `${kind}.${what}`;
    await this.audit.record(session, { ...PLATFORM, action, object_type: kind, object_id, reason: null, ...change });
  }

  private say({ _id, kind }: Publication, news: News | undefined): void {
    const of = { publication_id: _id.toHexString(), kind };
    if (news === 'published-at-band-too') {
      this.logger.warn({ msg: 'BAND has a publication once more: what it was asked before turned up as well', ...of });
    }
    if (news !== 'published-at-band') return;
    publicationsEnded.inc({ outcome: 'published' });
    this.logger.log({ msg: 'published at BAND', ...of });
  }
}
