import { AuditTrail } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
import { Injectable, Logger } from '@nestjs/common';
import type { BandPost } from '../band-client/band.types';
import { isSame } from './publish-rules';
import type { Publication } from './publication.schema';
import { PublicationsRepository } from './publications.repository';
import { publicationsEnded } from './publishing.metrics';

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
      const post = this.find(publication, posts, own);
      if (!post) continue;
      await this.settle(publication, post.postKey);
      own.add(post.postKey);
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

  /** Notes where it is at BAND, once. */
  async settle(publication: Publication, key: string): Promise<void> {
    const { _id, kind, object_id } = publication;
    const isNews = await this.transactions.run(async (session) => {
      if (!(await this.repository.published(session, publication, key))) return false;
      const what = { action: `${kind}.published-at-band`, object_type: kind, object_id, reason: null };
      const nobody = { actor_id: null, actor_roles: [], client_address: null };
      await this.audit.record(session, { ...nobody, ...what, before: null, after: { band_post_key: key } });
      return true;
    });
    if (!isNews) return;
    publicationsEnded.inc({ outcome: 'published' });
    this.logger.log({ msg: 'published at BAND', publication_id: _id.toHexString(), kind });
  }
}
