import { MongoConnection, SectionExport } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { SECTIONS } from './sections';

/** What core keeps of a member, a page at a time. */
@Injectable()
export class ExportMemberData extends SectionExport {
  constructor(mongo: MongoConnection) {
    super(mongo, SECTIONS);
  }
}
