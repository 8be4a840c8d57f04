import type { RatingChanged } from '@dongbaejul/contracts';

export type Discipline = RatingChanged['discipline'];

export const DISCIPLINES: readonly Discipline[] = [
  'singles',
  'mens_doubles',
  'womens_doubles',
  'mixed_doubles',
  'free',
];
