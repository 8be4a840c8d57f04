import type { Language } from '@dongbaejul/contracts';
import { requestContext } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { Authored, authorOf } from './author';
import type { AuthorDto } from './dto/author.dto';
import { MembersRepository } from './members.repository';

/** Names who wrote something. */
@Injectable()
export class AuthorsService {
  constructor(private readonly members: MembersRepository) {}

  /** @returns a function from row to author, after one query for all rows */
  async namesFor(rows: readonly Authored[]): Promise<(row: Authored) => AuthorDto> {
    const nameOf = await this.namesIn(rows);
    const language = requestContext()?.language ?? 'ko';
    return (row) => nameOf(row, language);
  }

  /** The same where readers differ in language. */
  async namesIn(rows: readonly Authored[]): Promise<(row: Authored, language: Language) => AuthorDto> {
    const ids = rows.flatMap((row) => (row.author_id === null ? [] : [row.author_id]));
    const members = await this.members.findByIds(ids);
    return (row, language) => authorOf(row, members, language);
  }
}
