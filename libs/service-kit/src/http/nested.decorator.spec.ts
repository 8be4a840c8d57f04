import { IsInt } from 'class-validator';
import { StrictValidationPipe } from '../errors/strict-validation';
import { Nested } from './nested.decorator';
import { Optional } from './optional.decorator';

class Score {
  @IsInt()
  team1: number;
}

class Body {
  @Nested(() => Score)
  score: Score;

  @Optional()
  @Nested(() => Score)
  final?: Score;
}

const read = (body: object): Promise<Body> =>
  new StrictValidationPipe().transform(body, { type: 'body', metatype: Body }) as Promise<Body>;

describe('Nested', () => {
  it('reads an object as its class', async () => {
    const body = await read({ score: { team1: 1 }, final: { team1: 2 } });
    expect(body.score).toBeInstanceOf(Score);
    expect(body).toEqual({ score: { team1: 1 }, final: { team1: 2 } });
  });

  it.each([
    ['an empty list', []],
    ['a list of one', [{ team1: 1 }]],
    ['a list in a list', [[]]],
    ['nothing', undefined],
    ['null', null],
    ['a text', 'x'],
    ['a number', 1],
  ])('refuses %s where the object belongs', (_what, score) =>
    expect(read({ score })).rejects.toMatchObject({ code: 'INVALID_INPUT', details: { score: {} } }),
  );

  it('refuses a list for an object that may be left out', async () => {
    await expect(read({ score: { team1: 1 }, final: [] })).rejects.toMatchObject({ details: { final: {} } });
    expect((await read({ score: { team1: 1 } })).final).toBeUndefined();
  });

  it('names the field inside that is wrong', () =>
    expect(read({ score: { team1: 'x' } })).rejects.toMatchObject({ details: { 'score.team1': {} } }));
});
