import { IsInt } from 'class-validator';
import { Nested } from '../http/nested.decorator';
import { StrictValidationPipe, validated } from './strict-validation';

class Score {
  @IsInt()
  team1: number;
}

class Body {
  @Nested(() => Score)
  score: Score;
}

const ways: [string, (given: unknown) => Promise<unknown>][] = [
  ['a route', (given) => new StrictValidationPipe().transform(given, { type: 'body', metatype: Body })],
  ['an ask or a socket', (given) => validated(Body, given)],
];

describe.each(ways)('what comes by %s', (_way, read) => {
  it('is read as its class', async () => {
    const body = await read({ score: { team1: 1 } });
    expect(body).toBeInstanceOf(Body);
    expect((body as Body).score).toBeInstanceOf(Score);
  });

  it.each(['nonsense', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__'])(
    'has no field %s, on top or inside',
    async (name) => {
      const unknown = { ko: '허용되지 않는 항목입니다.' };
      await expect(read({ score: { team1: 1 }, [name]: 1 })).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        details: { [name]: unknown },
      });
      await expect(read({ score: { team1: 1, [name]: 1 } })).rejects.toMatchObject({
        details: { [`score.${name}`]: unknown },
      });
    },
  );

  it('is refused when it is a list', () => expect(read([{ score: { team1: 1 } }])).rejects.toThrow());
});
