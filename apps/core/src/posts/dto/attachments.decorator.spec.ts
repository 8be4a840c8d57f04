import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { Attachments } from './attachments.decorator';

class Dto {
  @Attachments()
  attachments?: string[];
}

/** The sentence that a client is shown: that of the last constraint. */
const told = (attachments: unknown): string | undefined =>
  Object.keys(validateSync(plainToInstance(Dto, { attachments }))[0]?.constraints ?? {}).at(-1);

describe('Attachments', () => {
  it.each([
    ['photo.jpg', 'isArray'],
    [Array(11).fill('photo.jpg'), 'arrayMaxSize'],
    [['photo.jpg', 5], 'isString'],
    [['photo.jpg'], undefined],
  ])('of %j says %s', (value, constraint) => expect(told(value)).toBe(constraint));
});
