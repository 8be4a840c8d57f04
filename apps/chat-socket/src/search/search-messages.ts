import type { Identity } from '@dongbaejul/identity';
import { limitOf, paginationOf } from '@dongbaejul/persistence';
import { excerpt, SearchQuery } from '@dongbaejul/search';
import { Injectable } from '@nestjs/common';
import { History } from '../messages/history';
import { Mutes } from '../people/mutes';
import { MembershipsRepository } from '../rooms/memberships.repository';
import { MessageSearchRepository } from './message-search.repository';
import type { FoundMessagesAnswer, SearchQueryDto } from './search.dto';

/** What was said in one's own rooms. */
@Injectable()
export class SearchMessages {
  constructor(
    private readonly found: MessageSearchRepository,
    private readonly memberships: MembershipsRepository,
    private readonly history: History,
    private readonly mutes: Mutes,
  ) {}

  /** @throws ROOM_NOT_FOUND for a room that the member is not in */
  async run(who: Identity, { q, room_id: roomId, ...list }: SearchQueryDto): Promise<FoundMessagesAnswer> {
    if (roomId !== undefined) await this.history.assertMember(roomId, who.userId);
    const mine = await this.memberships.ofMember(who.userId);
    const rooms = mine.map((one) => one.room_id).filter((id) => roomId === undefined || String(id) === roomId);
    const query = new SearchQuery(q);
    if (query.isEmpty || rooms.length === 0) {
      return { messages: [], pagination: paginationOf(0, list.page ?? 1, limitOf(list)) };
    }
    const muted = [...(await this.mutes.of(who.userId))];
    const { items, ...rest } = await this.found.page(rooms, query, muted, list);
    const messages = await this.history.present(items, who.userId);
    return { messages: messages.map((one) => ({ ...one, match: excerpt(one.content, query.inBody) })), ...rest };
  }
}
