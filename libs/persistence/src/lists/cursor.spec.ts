import * as fc from 'fast-check';
import { Types } from 'mongoose';
import { decodeCursor, encodeCursor, SortOrder } from './cursor';

const sort: SortOrder = { at: -1, 'author.name': 1, _id: -1 };

describe('cursors', () => {
  it('bring back what they were made of', () => {
    const date = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) });
    fc.assert(
      fc.property(date, fc.string(), (at, name) => {
        const _id = new Types.ObjectId();
        const values = decodeCursor('posts', sort, encodeCursor('posts', sort, { at, author: { name }, _id }));
        expect(values).toEqual([at, name, _id]);
      }),
    );
  });

  it('never let anything but plain values in', () => {
    const cursor = encodeCursor('posts', { _id: 1 }, { _id: 'x' });
    const print = (JSON.parse(Buffer.from(cursor, 'base64url').toString()) as string[])[0];
    const anything = fc.oneof(fc.object(), fc.array(fc.anything()), fc.constantFrom({ $gt: '' }, null, { $date: 'x' }));
    fc.assert(
      fc.property(anything, (value) => {
        const forged = Buffer.from(JSON.stringify([print, value])).toString('base64url');
        expect(() => decodeCursor('posts', { _id: 1 }, forged)).toThrow('INVALID_INPUT');
      }),
    );
  });

  it('refuse junk and other lists', () => {
    fc.assert(
      fc.property(fc.string(), (junk) => expect(() => decodeCursor('posts', sort, junk)).toThrow('INVALID_INPUT')),
    );
    const cursor = encodeCursor('posts', { _id: 1 }, { _id: 'x' });
    expect(() => decodeCursor('games', { _id: 1 }, cursor)).toThrow('INVALID_INPUT');
    expect(() => decodeCursor('posts', { _id: -1 }, cursor)).toThrow('INVALID_INPUT');
  });
});
