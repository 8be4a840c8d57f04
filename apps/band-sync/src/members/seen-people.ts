import type { BandMember } from '@dongbaejul/contracts';
import type { BandMention, BandPerson } from '../band-client/band.types';
import { contentHash } from '../hash';

/** Shown where BAND gives no name at all. */
export const NAMELESS = '알 수 없음';
const LONGEST_NAME = 50;
const LONGEST_URL = 2_000;

export interface SeenPerson extends BandMember {
  /** A mention has only the name of its day and no picture: it may introduce a person and never changes one. */
  mentionOnly: boolean;
}

/** The people of a stretch of posts and comments, each once. */
export class SeenPeople {
  private readonly people = new Map<string, SeenPerson>();

  addAuthor(author: BandPerson): void {
    if (author.userKey === null) return;
    this.people.set(author.userKey, {
      user_key: author.userKey,
      name: displayName(author.name),
      profile_image_url: imageUrl(author.profileImageUrl),
      mentionOnly: false,
    });
  }

  addMentions(mentions: readonly BandMention[]): void {
    for (const { userKey, name } of mentions) {
      if (this.people.has(userKey)) continue;
      const person = { user_key: userKey, name: displayName(name), profile_image_url: null, mentionOnly: true };
      this.people.set(userKey, person);
    }
  }

  list(): SeenPerson[] {
    return [...this.people.values()];
  }
}

export const displayName = (name: string): string =>
  name
    .slice(0, LONGEST_NAME)
    .replace(/[\ud800-\udbff]$/, '')
    .trim() || NAMELESS;

const imageUrl = (url: string | null): string | null =>
  url !== null && url.length <= LONGEST_URL && /^https?:\/\//i.test(url) && URL.canParse(url) ? url : null;

export const personHash = (person: BandMember): string => contentHash([person.name, person.profile_image_url]);
