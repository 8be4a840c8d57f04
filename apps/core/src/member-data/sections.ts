/** A kind of thing that core keeps of a member, as it goes into the member's own archive. */
export interface Section {
  /** The file's name without its ending. */
  name: string;
  collection: string;
  /** The field that holds the member's id; an index begins with it. */
  by: string;
  fields: readonly string[];
}

/** In the order of the archive. A feature that keeps something of members adds its row. */
export const SECTIONS: readonly Section[] = [
  {
    name: 'posts',
    collection: 'posts',
    by: 'author_id',
    fields: [
      'state',
      'source',
      'title',
      'content',
      'category',
      'attachments',
      'like_count',
      'created_at',
      'updated_at',
    ],
  },
  {
    name: 'comments',
    collection: 'comments',
    by: 'author_id',
    fields: ['post_id', 'parent_id', 'content', 'is_deleted', 'created_at', 'updated_at'],
  },
  { name: 'likes', collection: 'posts', by: 'liked_by', fields: ['title', 'created_at'] },
  { name: 'reads', collection: 'post_reads', by: 'member_id', fields: ['post_id', 'read_at'] },
  {
    name: 'notifications',
    collection: 'notifications',
    by: 'member_id',
    fields: ['type', 'data', 'read_at', 'created_at'],
  },
  { name: 'mutes', collection: 'mutes', by: 'muter_id', fields: ['muted_id', 'muted', 'changed_at'] },
];
