/** The tick that `now` belongs to: ticks are counted from 1970, so every replica gives the same one the same number. */
export const tickAt = (now: number, everyMs: number): number => Math.floor(now / everyMs);

/** When the next tick comes, in epoch milliseconds: on the half hour for 30 minutes. */
export const nextTickAt = (now: number, everyMs: number): number => (tickAt(now, everyMs) + 1) * everyMs;
