import { createHash } from 'node:crypto';
import {
  afterTransaction,
  atLeast,
  type Counted,
  EXACT_TOTAL,
  limitOf,
  PaginationDto,
  paginationOf,
} from '@dongbaejul/persistence';
import { BaseConfig, type CachedOptions, ReadThroughCache } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { COUNTED_AT_ONCE, KeptTotal } from '../search/kept-total';
import type { ListPostsQuery } from './dto/list-posts.query';

/** Seconds; docs/cache-keys.md. A change shows at once: this bounds what a process leaves that dies while telling. */
const LIST_LIFE_S = 60;

/** Searches whose totals wait to be counted; one that is not among them is counted when it is asked for again. */
const MAX_WAITING = 20;

/** What lists are made of. Counts are not among it: they are laid over each time. */
type Group = 'posts' | 'comments' | 'likes';

/** Keeps what every reader of a list of posts sees alike, and hears of every change of it. */
@Injectable()
export class PostListCache {
  private readonly ttl: number;
  /** Totals are counted one by one, behind the answers. */
  private readonly waiting = new Set<string>();
  private lastCount = Promise.resolve();

  constructor(
    private readonly cache: ReadThroughCache,
    config: BaseConfig,
  ) {
    this.ttl = Math.min(LIST_LIFE_S, config.CACHE_TTL);
  }

  /** @param load what is shown to anybody: nothing that depends on who asks */
  get<T>(query: ListPostsQuery, load: () => Promise<T>): Promise<T> {
    return this.cache.get(`posts:list:${keyOf(query)}`, this.optionsOf(query), load);
  }

  /**
   * How many posts a search finds, which costs more than a page of them and is the same on each: at once what is counted
   * among the newest, and all of it as soon as that is counted behind the answer.
   */
  totalOf(query: ListPostsQuery): KeptTotal {
    return async (count) => {
      const all = await this.allOf(query);
      if (all) return all;
      const atOnce = await this.cache.get(`${totalKey(query)}:at-once`, this.optionsOf(query), () =>
        count(COUNTED_AT_ONCE),
      );
      if (isToBeCounted(atOnce)) this.countBehind(query, count);
      return atOnce;
    };
  }

  /** The pagination of a page that may have been kept before all was counted. */
  async current(query: ListPostsQuery, kept: PaginationDto): Promise<PaginationDto> {
    if (!isToBeCounted({ total: kept.total, isFloor: kept.total_is_floor === true })) return kept;
    const all = await this.allOf(query);
    return all ? paginationOf(atLeast(kept.total, all), kept.page, kept.limit) : kept;
  }

  /** A post is new, gone, or says something else: known to all when the transaction returns. */
  postsChange(session: ClientSession): void {
    this.changes(session, 'posts');
  }

  /** The same of a comment, by which posts are found. */
  commentsChange(session: ClientSession): void {
    this.changes(session, 'comments');
  }

  async likesChanged(): Promise<void> {
    await this.cache.invalidate(['likes']);
  }

  private optionsOf(query: ListPostsQuery): CachedOptions {
    return { ttl: this.ttl, groups: groupsOf(query) };
  }

  private allOf(query: ListPostsQuery): Promise<Counted | undefined> {
    return this.cache.peek<Counted>(totalKey(query), groupsOf(query));
  }

  private countBehind(query: ListPostsQuery, count: () => Promise<Counted>): void {
    const key = totalKey(query);
    if (this.waiting.has(key) || this.waiting.size >= MAX_WAITING) return;
    this.waiting.add(key);
    this.lastCount = this.lastCount
      .then(() => this.cache.prepare(key, this.optionsOf(query), count))
      .finally(() => this.waiting.delete(key));
  }

  private changes(session: ClientSession, group: Group): void {
    const known = noted.get(session) ?? new Set();
    if (known.has(group)) return;
    noted.set(session, known.add(group));
    afterTransaction(session, () => this.cache.invalidate([group]));
  }
}

/** One telling a transaction is enough, however many posts it brings. */
const noted = new WeakMap<ClientSession, Set<Group>>();

function groupsOf(query: ListPostsQuery): Group[] {
  if (query.search) return ['posts', 'comments'];
  return query.sort === 'popular' ? ['posts', 'likes'] : ['posts'];
}

const totalKey = (query: ListPostsQuery): string => `posts:total:${textOf(filterOf(query))}`;

/** A floor below what is counted at most. */
const isToBeCounted = ({ total, isFloor }: Counted): boolean => isFloor && total < EXACT_TOTAL;

/** Everything that decides what is on the page. What members type goes in as a digest. */
const keyOf = (query: ListPostsQuery): string => textOf({ ...pageOf(query), ...filterOf(query) });

const pageOf = (query: ListPostsQuery): Parts => ({
  page: query.after === undefined ? (query.page ?? 1) : undefined,
  size: limitOf(query),
  after: query.after === undefined ? undefined : digest(query.after),
});

const filterOf = ({ category, pinned, author, sort, search }: ListPostsQuery): Parts => ({
  category,
  pinned,
  author,
  sort,
  search: search ? digest(search) : undefined,
});

type Parts = Record<string, string | number | boolean | undefined>;

const textOf = (parts: Parts): string =>
  Object.entries(parts)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name}:${String(value)}`)
    .join(':');

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);
