import { Injectable } from '@nestjs/common';
import { BandClient } from '../band-client/band-client';
import { pages } from '../band-client/paging';
import type { BandSession } from '../connection/band-session';
import { OwnPosts } from './own-posts';
import type { Publication } from './publication.schema';
import { PublicationsRepository } from './publications.repository';

const PAGE = 100;
/** A post that was just written is among the last modified. */
const MOST_PAGES = 4;

/** Looks whether BAND has a publication of which it was asked. */
@Injectable()
export class FindPost {
  constructor(
    private readonly band: BandClient,
    private readonly repository: PublicationsRepository,
    private readonly own: OwnPosts,
  ) {}

  /** @returns the key of the post, when BAND shows it. @throws BandFailure */
  async keyOf(session: BandSession, publication: Publication): Promise<string | undefined> {
    const list = pages('/v2/band/posts', (cursor) => session.call((access) => this.band.posts(access, cursor, PAGE)));
    let read = 0;
    for await (const { items } of list) {
      const taken = await this.repository.ownAmong(items.map(({ postKey }) => postKey));
      const found = this.own.find(publication, items, taken);
      read += 1;
      if (found) return found.postKey;
      if (read >= MOST_PAGES) return undefined;
    }
    return undefined;
  }
}
