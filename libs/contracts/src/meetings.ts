import type { PersonState } from './games';

/** A meeting (정모, 번개) as members see it, over REST and in events alike. Times are ISO 8601 UTC. */
export interface MeetingState {
  id: string;
  kind: 'regular' | 'flash';
  /** As of when it was told: whether it is under way or over follows from the time. */
  status: 'scheduled' | 'ongoing' | 'completed' | 'cancelled';
  cancel_reason: string | null;
  title: string;
  description: string;
  meeting_date: string;
  /** Minutes. */
  duration: number;
  location: string;
  courts: { id: string; name: string }[];
  /** Null: as many as come. */
  max_participants: number | null;
  host: PersonState;
  series_id: string | null;
  recurrence: {
    frequency: 'weekly' | 'monthly_by_date' | 'monthly_by_weekday';
    interval: number;
    count?: number;
    until?: string;
  } | null;
  /** People, guests included; `waiting` want to come and have no place yet. */
  counts: { going: number; waiting: number; maybe: number; not_going: number };
  /** Counts edits, for If-Match; an answer is none. */
  version: number;
  created_at: string;
  updated_at: string;
}

export const MEETING_CHANGES = ['created', 'updated', 'answered', 'cancelled'] as const;
export type MeetingChange = (typeof MEETING_CHANGES)[number];

/** Payload of `core.meeting.changed`. */
export interface MeetingChanged {
  meeting: MeetingState;
  change: MeetingChange;
  /** The member who did it; null where a series went on by itself, or a member left or turned out to be another. */
  updated_by: string | null;
}
