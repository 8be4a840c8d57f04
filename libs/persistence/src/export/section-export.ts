import type { mongo, Types } from 'mongoose';
import type { MongoConnection } from '../connection/mongo-connection';
import { where } from '../query/where';
import { Position, readPosition, writePosition } from './export-cursor';

type Row = Record<string, unknown>;
type FoundRow = Row & { _id: Types.ObjectId };

/** A kind of thing that a service keeps of somebody, as it goes into that person's own archive. */
export interface ExportSection {
  /** The file's name without its ending. */
  name: string;
  collection: string;
  /** The field that holds the person's id; an index begins with it and goes on with `_id`. */
  by: string;
  fields: readonly string[];
  /** What of a row is the person's own, where others are in it too. */
  own?: (row: Row, personId: string) => object;
  /** What the row hangs on, shown with it: the document whose `_id` is in `field`. */
  beside?: { field: string; collection: string; fields: readonly string[]; as: string };
  /** Rows of a page where 100 would be few: of small things. */
  rows?: number;
}

export interface ExportedPage {
  files: { name: string; content: unknown }[];
  /** Present while there is more. */
  next_cursor?: string;
}

/** Rows of a page: with the longest posts about 2 MB, usually a tenth of that. */
const ROWS = 100;

/** What a service keeps of a person, section by section, a page at a time. */
export class SectionExport {
  constructor(
    private readonly mongo: MongoConnection,
    private readonly sections: readonly ExportSection[],
  ) {}

  /**
   * @param cursor next_cursor of the page before; undefined for the first
   * @throws INVALID_INPUT for a cursor that is none
   */
  async page(personId: string, cursor?: string): Promise<ExportedPage> {
    const position = readPosition(cursor, this.sections.length);
    const section = this.sections[position.section] as ExportSection;
    const limit = section.rows ?? ROWS;
    const rows = await this.rows(section, personId, position.after, limit + 1);
    const next = nextOf(position, rows.length > limit ? rows[limit - 1]?._id : undefined);
    const content = await this.shown(section, rows.slice(0, limit), personId);
    return {
      // An empty file says that there is nothing; an empty second one says nothing.
      files: content.length > 0 || position.file === 1 ? [{ name: nameOf(section, position), content }] : [],
      ...(next.section < this.sections.length && { next_cursor: writePosition(next) }),
    };
  }

  private async rows(
    { collection, by, fields }: ExportSection,
    personId: string,
    after: Types.ObjectId | null,
    limit: number,
  ): Promise<FoundRow[]> {
    const filter: mongo.Filter<mongo.BSON.Document> = { [by]: personId, ...(after && { _id: where.gt(after) }) };
    const rows = this.mongo.db.collection(collection).find(filter, { projection: only(fields) });
    return (await rows.sort({ _id: 1 }).limit(limit).toArray()) as FoundRow[];
  }

  private async shown({ own, beside }: ExportSection, rows: FoundRow[], personId: string): Promise<object[]> {
    const known = beside ? await this.documents(beside, rows) : undefined;
    return rows.map((row) => ({
      ...(own ? own(row, personId) : row),
      ...(beside && { [beside.as]: known?.get(String(row[beside.field])) ?? null }),
    }));
  }

  private async documents(
    { field, collection, fields }: NonNullable<ExportSection['beside']>,
    rows: readonly FoundRow[],
  ): Promise<Map<string, Row>> {
    const ids = [...new Map(rows.map((row) => [String(row[field]), row[field] as Types.ObjectId])).values()];
    if (ids.length === 0) return new Map();
    const found = this.mongo.db.collection(collection).find({ _id: where.in(ids) }, { projection: only(fields) });
    return new Map((await found.toArray()).map((one) => [String(one._id), one]));
  }
}

const only = (fields: readonly string[]): Record<string, 1> => Object.fromEntries(fields.map((field) => [field, 1]));

const nameOf = ({ name }: ExportSection, { file }: Position): string =>
  file === 1 ? `${name}.json` : `${name}-${file}.json`;

const nextOf = ({ section, file }: Position, lastOfFull: Types.ObjectId | undefined): Position =>
  lastOfFull ? { section, after: lastOfFull, file: file + 1 } : { section: section + 1, after: null, file: 1 };
