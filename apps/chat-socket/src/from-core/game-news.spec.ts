import type { GameChange, GameState } from '@dongbaejul/contracts';
import { KnownGame, toldOf } from './game-news';

const game = (status: GameState['status'], team1 = 0): GameState =>
  ({ status, score: { sets: [{ set_number: 1, team1, team2: 0 }] } }) as GameState;
const known = (of: GameState): KnownGame => ({ version: 1, status: of.status, score: of.score });
const names = (change: GameChange, now: GameState, before?: GameState): string[] =>
  Object.entries(toldOf(now, change, before && known(before))).flatMap(([name, told]) => (told ? [name] : []));

describe('what is told of a game', () => {
  it.each([
    ['score', ['score']],
    ['corrected', ['score']],
    ['started', ['status']],
    ['completed', ['status']],
    ['cancelled', ['status']],
    ['created', ['other']],
    ['joined', ['other']],
    ['left', ['other']],
    ['updated', ['other']],
  ] as const)('after %s is its %s', (change, expected) => expect(names(change, game('ongoing', 3))).toEqual(expected));

  it('is the start too, when the score after it was heard first', () =>
    expect(names('score', game('ongoing', 1), game('scheduled'))).toEqual(['score', 'status']));

  it('is the score too, when it was passed by something else', () =>
    expect(names('updated', game('ongoing', 1), game('ongoing'))).toEqual(['score']));

  it('is not the score again when the end is told with the whole game', () =>
    expect(names('completed', game('completed', 21), game('ongoing', 20))).toEqual(['status']));
});
