import type { BandCommentState, BandPostState } from '@dongbaejul/contracts';

type State = BandPostState | BandCommentState;

/** What was written longer ago than this is not news any more, however late it arrives. */
const NEWS_MS = 24 * 3_600_000;

/** Our members whom it mentions, each once, but for its author. */
export const mentionedIn = ({ mentions = [], author_id: author }: State): string[] => [
  ...new Set(mentions.flatMap(({ member_id: id }) => (id && id !== author ? [id] : []))),
];

/** Whether members are told of it: not of what the first sync brings, nor of what is old or gone. */
export const isNews = (state: State, occurredAt: string): boolean =>
  !state.is_backfill && !state.is_deleted && Date.parse(occurredAt) - Date.parse(state.created_at) < NEWS_MS;
