import { Types } from 'mongoose';
import { ratingsOf } from './ratings';
import { statsOf } from './stats';

const NONE = { posts: 0, comments: 0, likesReceived: 0, gamesPlayed: 0, gamesWon: 0, attendanceDue: 0, attended: 0 };
const joined = new Date('2026-01-01T00:00:00Z');

describe('statsOf', () => {
  it('is all zero for someone of whom nothing was told', () => {
    expect(statsOf(null, joined, joined)).toEqual({
      posts: 0,
      comments: 0,
      likes_received: 0,
      games_played: 0,
      games_won: 0,
      attendance_rate: 0,
      joined_days: 0,
    });
  });

  it('counts days as Korea does', () => {
    expect(statsOf(null, new Date('2026-01-01T14:59:00Z'), new Date('2026-01-01T15:01:00Z')).joined_days).toBe(1);
    expect(statsOf(null, new Date('2026-01-01T15:01:00Z'), new Date('2026-01-02T14:59:00Z')).joined_days).toBe(0);
  });

  it('shows no count below zero and no rate above one', () => {
    const stats = { _id: new Types.ObjectId(), ...NONE, posts: -1, attendanceDue: 2, attended: 3 };
    expect(statsOf(stats, joined, joined)).toMatchObject({ posts: 0, attendance_rate: 1 });
  });
});

describe('ratingsOf', () => {
  it('shows the disciplines in which the member was rated, without what is kept besides', () => {
    const rated = { rating: 1_040, provisional: true, games_played: 2, games_won: 1 };
    const none = { rating: 1_000, provisional: true, games_played: 0, games_won: 0, version: 3 };
    expect(ratingsOf({ ratings: { free: { ...rated, version: 7 }, singles: none } })).toEqual([
      { discipline: 'free', ...rated },
    ]);
    expect(ratingsOf(null)).toEqual([]);
  });
});
