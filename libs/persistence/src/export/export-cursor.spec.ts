import { Types } from 'mongoose';
import { readPosition, START, writePosition } from './export-cursor';

describe("an export's cursor", () => {
  it('says where the next page begins', () => {
    const positions = [START, { section: 3, after: new Types.ObjectId(), file: 12 }];
    for (const position of positions) expect(readPosition(writePosition(position), 4)).toEqual(position);
    expect(readPosition(undefined, 1)).toEqual(START);
  });

  it.each(['', 'junk', '4..1', '0.xyz.1', '-1..1', '0..', '1.5..1'])('is refused where it is none: %j', (cursor) => {
    expect(() => readPosition(cursor, 4)).toThrow('INVALID_INPUT');
  });
});
