import { embeddedOutboxIndex } from '@dongbaejul/messaging';
import { ensureIndex, Migration } from '@dongbaejul/persistence';

const POSTS = 'posts';

export const postsAndComments: Migration = {
  id: 'core-0001-posts-and-comments',
  up: async (db) => {
    await ensureIndex(
      db,
      POSTS,
      { state: 1, is_pinned: -1, listed_at: -1, _id: -1 },
      { serves: 'GET /posts, with or without pinned' },
    );
    await ensureIndex(
      db,
      POSTS,
      { state: 1, category: 1, is_pinned: -1, listed_at: -1, _id: -1 },
      { serves: 'GET /posts?category=' },
    );
    await ensureIndex(
      db,
      POSTS,
      { state: 1, author_id: 1, is_pinned: -1, listed_at: -1, _id: -1 },
      { serves: "GET /posts?author=, and one's own drafts" },
    );
    await ensureIndex(db, POSTS, { state: 1, listed_at: 1, _id: 1 }, { serves: 'GET /posts?sort=oldest' });
    await ensureIndex(
      db,
      POSTS,
      { state: 1, category: 1, listed_at: 1, _id: 1 },
      { serves: 'GET /posts?sort=oldest&category=' },
    );
    await ensureIndex(db, POSTS, { state: 1, like_count: -1, _id: -1 }, { serves: 'GET /posts?sort=popular' });
    await ensureIndex(
      db,
      POSTS,
      { state: 1, category: 1, like_count: -1, _id: -1 },
      { serves: 'GET /posts?sort=popular&category=' },
    );
    await ensureIndex(
      db,
      POSTS,
      { band_post_key: 1 },
      {
        unique: true,
        partialFilterExpression: { band_post_key: { $exists: true } },
        serves: 'band-sync.post.changed: the one post of a BAND key',
      },
    );
    await embeddedOutboxIndex(db, POSTS);
    await ensureIndex(
      db,
      'post_revisions',
      { post_id: 1, version: -1 },
      { unique: true, serves: 'earlier texts of a post, one per version' },
    );
    await ensureIndex(
      db,
      'post_reads',
      { post_id: 1, member_id: 1 },
      { unique: true, serves: 'GET /posts/:id: whether the member has read it; a reader counts once' },
    );
    await ensureIndex(
      db,
      'comments',
      { post_id: 1, is_listed: 1, created_at: 1, _id: 1 },
      { serves: 'GET /posts/:id and GET /posts/:id/comments' },
    );
    await ensureIndex(
      db,
      'comments',
      { band_comment_key: 1 },
      {
        unique: true,
        partialFilterExpression: { band_comment_key: { $exists: true } },
        serves: 'band-sync.comment.changed: the one comment of a BAND key',
      },
    );
  },
};
