import { getModelToken, MongooseModule } from '@nestjs/mongoose';
import { Model, Schema } from 'mongoose';
import { where } from '@dongbaejul/persistence';
import { Running, start } from './support';

interface Thing {
  name: string;
  size: number;
  tags: string[];
  parts: { kind: string; count: number }[];
  note?: string;
}

const schema = new Schema<Thing>({
  name: String,
  size: Number,
  tags: [String],
  parts: [{ _id: false, kind: String, count: Number }],
  note: String,
});

describe('operators under sanitizeFilter', () => {
  let running: Running;
  let things: Model<Thing>;
  const found = async (filter: object): Promise<string> =>
    (await things.find(filter).sort({ name: 1 }).lean()).map((thing) => thing.name).join('');

  beforeAll(async () => {
    running = await start({ imports: [MongooseModule.forFeature([{ name: 'Thing', schema }])] });
    things = running.app.get<Model<Thing>>(getModelToken('Thing'));
    await things.create([
      { name: 'a', size: 1, tags: ['x'], parts: [{ kind: 'p', count: 1 }], note: 'n' },
      { name: 'b', size: 2, tags: ['x', 'y'], parts: [{ kind: 'p', count: 9 }] },
      {
        name: 'c',
        size: 3,
        tags: ['x', 'y', 'z'],
        parts: [
          { kind: 'q', count: 9 },
          { kind: 'p', count: 2 },
        ],
      },
    ]);
  });
  afterAll(() => running.stop());

  it.each<[string, () => object, string]>([
    ['eq', () => ({ size: where.eq(2) }), 'b'],
    ['ne', () => ({ size: where.ne(2) }), 'ac'],
    ['gt', () => ({ size: where.gt(2) }), 'c'],
    ['gte', () => ({ size: where.gte(2) }), 'bc'],
    ['lt', () => ({ size: where.lt(2) }), 'a'],
    ['lte', () => ({ size: where.lte(2) }), 'ab'],
    ['between', () => ({ size: where.between(1, 3) }), 'ab'],
    ['in', () => ({ name: where.in(['a', 'c']) }), 'ac'],
    ['nin', () => ({ name: where.nin(['a', 'c']) }), 'b'],
    ['all', () => ({ tags: where.all(['x', 'y']) }), 'bc'],
    ['exists true', () => ({ note: where.exists() }), 'a'],
    ['exists false', () => ({ note: where.exists(false) }), 'bc'],
    ['size', () => ({ tags: where.size(2) }), 'b'],
    ['elemMatch', () => ({ parts: where.elemMatch({ kind: 'p', count: where.gt(1) }) }), 'bc'],
    ['elemMatch with scalars', () => ({ parts: where.elemMatch({ kind: 'q', count: 9 }) }), 'c'],
    ['elemMatch within all', () => ({ tags: where.all(['z']), parts: where.elemMatch({ count: where.in([2]) }) }), 'c'],
    ['not', () => ({ size: where.not(where.gte(2)) }), 'a'],
    ['startsWith', () => ({ name: where.startsWith('b') }), 'b'],
    ['or', () => where.or<object>({ name: 'a' }, { size: where.gt(2) }), 'ac'],
    ['and', () => where.and<object>({ tags: 'x' }, { size: where.gt(1) }), 'bc'],
    ['nor', () => where.nor<object>({ name: 'a' }, { size: where.gt(2) }), 'b'],
    [
      'or within and',
      () => where.and<object>(where.or<object>({ name: 'a' }, { name: 'b' }), { size: where.gte(2) }),
      'b',
    ],
  ])('%s finds its rows', async (_name, filter, expected) => {
    expect(await found(filter())).toBe(expected);
  });

  it('startsWith takes its text literally', async () => {
    expect(await found({ name: where.startsWith('.') })).toBe('');
  });

  it.each([{ $gt: '' }, { $ne: null }, { $regex: '.*' }])(
    'does not take %j from outside as an operator',
    async (evil) => {
      await expect(found({ name: evil })).rejects.toMatchObject({ name: 'CastError' });
      expect(() => where.in([evil])).toThrow('INVALID_INPUT');
      expect(() => where.eq(evil)).toThrow('INVALID_INPUT');
      expect(() => where.all([evil])).toThrow('INVALID_INPUT');
      expect(() => where.elemMatch({ kind: evil })).toThrow('INVALID_INPUT');
      expect(() => where.or({ name: evil })).toThrow('INVALID_INPUT');
      expect(() => where.not(evil)).toThrow('INVALID_INPUT');
    },
  );

  it('refuses a field that the schema does not have', async () => {
    await expect(found({ nmae: 'a' })).rejects.toMatchObject({ name: 'StrictModeError' });
  });
});
