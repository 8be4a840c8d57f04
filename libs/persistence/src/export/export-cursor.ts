import { invalidField } from '@dongbaejul/service-kit';
import { Types } from 'mongoose';

/** Where the next page begins: a section, behind a row of it, and which file of it comes. */
export interface Position {
  section: number;
  after: Types.ObjectId | null;
  file: number;
}

export const START: Position = { section: 0, after: null, file: 1 };

export const writePosition = ({ section, after, file }: Position): string =>
  `${section}.${after?.toHexString() ?? ''}.${file}`;

/** @throws INVALID_INPUT for what this service did not give out */
export function readPosition(cursor: string | undefined, sections: number): Position {
  if (cursor === undefined) return START;
  const [, section, after, file] = /^(\d{1,3})\.([0-9a-f]{24})?\.(\d{1,6})$/.exec(cursor) ?? [];
  if (section === undefined || Number(section) >= sections) {
    throw invalidField('cursor', '올바르지 않은 커서입니다.', 'is not a cursor of this export');
  }
  return { section: Number(section), after: after ? new Types.ObjectId(after) : null, file: Number(file) };
}
