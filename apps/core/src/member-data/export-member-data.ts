import type { ExportedMemberData } from '@dongbaejul/contracts';
import { MongoConnection, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import type { mongo, Types } from 'mongoose';
import { Position, readPosition, writePosition } from './export-cursor';
import { Section, SECTIONS } from './sections';

type ExportedRow = Record<string, unknown> & { _id: Types.ObjectId };

/** Rows of a page: with the longest posts about 2 MB, usually a tenth of that. */
const ROWS = 100;

/** What core keeps of a member, a page at a time. */
@Injectable()
export class ExportMemberData {
  constructor(private readonly mongo: MongoConnection) {}

  /** @throws INVALID_INPUT for a cursor that is none */
  async page(memberId: string, cursor?: string): Promise<ExportedMemberData> {
    const position = readPosition(cursor, SECTIONS.length);
    const section = SECTIONS[position.section] as Section;
    const rows = await this.rows(section, memberId, position.after);
    const next = nextOf(position, rows.length > ROWS ? rows[ROWS - 1]?._id : undefined);
    const page = rows.slice(0, ROWS);
    const content = section.own ? page.map((row) => section.own?.(row, memberId)) : page;
    return {
      // An empty file says that there is nothing; an empty second one says nothing.
      files: content.length > 0 || position.file === 1 ? [{ name: nameOf(section, position), content }] : [],
      ...(next.section < SECTIONS.length && { next_cursor: writePosition(next) }),
    };
  }

  private async rows(
    { collection, by, fields }: Section,
    memberId: string,
    after: Types.ObjectId | null,
  ): Promise<ExportedRow[]> {
    const filter: mongo.Filter<mongo.BSON.Document> = { [by]: memberId, ...(after && { _id: where.gt(after) }) };
    const projection = Object.fromEntries(fields.map((field) => [field, 1]));
    const rows = this.mongo.db.collection(collection).find(filter, { projection });
    return (await rows
      .sort({ _id: 1 })
      .limit(ROWS + 1)
      .toArray()) as ExportedRow[];
  }
}

const nameOf = ({ name }: Section, { file }: Position): string =>
  file === 1 ? `${name}.json` : `${name}-${file}.json`;

const nextOf = ({ section, file }: Position, lastOfFull: Types.ObjectId | undefined): Position =>
  lastOfFull ? { section, after: lastOfFull, file: file + 1 } : { section: section + 1, after: null, file: 1 };
