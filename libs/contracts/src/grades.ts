/** The club's grade table, from beginners to experts. */
export const GRADES = ['초심', 'D', 'C', 'B', 'A', '자강'] as const;
export type Grade = (typeof GRADES)[number];
