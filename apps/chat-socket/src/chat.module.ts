import { IdentityModule } from '@dongbaejul/identity';
import { MessagingModule } from '@dongbaejul/messaging';
import { PersistenceModule } from '@dongbaejul/persistence';
import { DynamicModule, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { MongooseModule } from '@nestjs/mongoose';
import { chatMigrations } from '../migrations';
import type { ChatConfig } from './config';
import { SyncProgress } from './from-band-sync/sync-progress';
import { FromCoreEvents } from './from-core/from-core.events';
import { LiveNews } from './from-core/live-news';
import { GameSocketEvents } from './games/game.socket-events';
import { CatchUp } from './live/catch-up';
import { FanOut } from './live/fan-out';
import { RoomChanges } from './live/room-changes';
import { ExportMemberData } from './member-data/export-member-data';
import { MemberDataController } from './member-data/member-data.controller';
import { MemberDataEvents } from './member-data/member-data.events';
import { MessagesOfMembers } from './member-data/messages-of-members.repository';
import { RoomsOfMembers } from './member-data/rooms-of-members';
import { KnownMembers } from './members/known-members';
import { Member, MemberSchema } from './members/member.schema';
import { MembersEvents } from './members/members.events';
import { MembersRepository } from './members/members.repository';
import { ChangeMessage } from './messages/change-message';
import { History } from './messages/history';
import { Message, MessageSchema } from './messages/message.schema';
import { MentionedMembers } from './messages/mentioned-members';
import { MessageFiles } from './messages/message-files';
import { MessageSocketEvents } from './messages/message.socket-events';
import { MessageWriter } from './messages/message-writer';
import { MessagesController } from './messages/messages.controller';
import { MessagesRepository } from './messages/messages.repository';
import { ReadMarks } from './messages/read-marks';
import { SendMessage } from './messages/send-message';
import { Mute, MuteSchema } from './people/mute.schema';
import { MutedLive } from './people/muted-live';
import { Mutes } from './people/mutes';
import { NoticesRepository } from './offline/notices.repository';
import { OfflineWatch } from './offline/offline-watch';
import { TellOffline } from './offline/tell-offline';
import { HideMessageEvents } from './moderation/hide-message.events';
import { ReportedMessages } from './moderation/reported-messages';
import { MessageContextController } from './moderation/message-context.asks.controller';
import { PresenceService } from './presence/presence.service';
import { PresenceStore } from './presence/presence.store';
import { ChangeRoom } from './rooms/change-room';
import { GlobalRoom } from './rooms/global-room';
import { Membership, MembershipSchema } from './rooms/membership.schema';
import { MembershipsRepository } from './rooms/memberships.repository';
import { OpenRoom } from './rooms/open-room';
import { PresentRooms } from './rooms/present-rooms';
import { Room, RoomSchema } from './rooms/room.schema';
import { RoomsController } from './rooms/rooms.controller';
import { RoomsRepository } from './rooms/rooms.repository';
import { RoomsService } from './rooms/rooms.service';
import { MessageSearchRepository } from './search/message-search.repository';
import { SearchMessages } from './search/search-messages';
import { SearchController } from './search/search.controller';
import { LocalSockets } from './sockets/local-sockets';
import { MemberLimits } from './sockets/member-limits';
import { RoomSocketEvents } from './sockets/room.socket-events';
import { RoomSockets } from './sockets/room-sockets';
import { SessionWatch } from './sockets/session-watch';
import { SocketEvents } from './sockets/socket-events';
import { SocketServer } from './sockets/socket-server';
import { TokensModule } from './sockets/tokens.module';

const STORE = [MembersRepository, RoomsRepository, MembershipsRepository, MessagesRepository, Mutes];
const PEOPLE = [KnownMembers, MembersEvents, GlobalRoom, PresenceStore, PresenceService];
const ROOMS = [RoomsService, PresentRooms, OpenRoom, ChangeRoom];
const MESSAGES = [
  MentionedMembers,
  MessageWriter,
  MessageFiles,
  SendMessage,
  ChangeMessage,
  History,
  ReadMarks,
  MessageSocketEvents,
];
const MEMBER_DATA = [ExportMemberData, MessagesOfMembers, RoomsOfMembers, MemberDataEvents];
const LIVE = [LocalSockets, FanOut, RoomChanges, CatchUp];
const SEARCH = [MessageSearchRepository, SearchMessages];
const FROM_CORE = [ReportedMessages, MutedLive, HideMessageEvents, LiveNews, FromCoreEvents, GameSocketEvents];
const FROM_BAND_SYNC = [SyncProgress];
const OFFLINE = [NoticesRepository, TellOffline, OfflineWatch];
const SOCKETS = [MemberLimits, RoomSockets, RoomSocketEvents, SocketEvents, SocketServer, SessionWatch];

@Module({})
export class ChatModule {
  /** One module: rooms, messages and sockets need each other, and nothing of them is for anybody else. */
  static forRoot(config: ChatConfig): DynamicModule {
    return {
      module: ChatModule,
      imports: [
        PersistenceModule.forRoot({ config, service: 'chat-socket', migrations: chatMigrations }),
        MessagingModule.forRoot({ config, service: 'chat-socket' }),
        IdentityModule.forService('chat-socket', config),
        DiscoveryModule,
        TokensModule,
        MongooseModule.forFeature([
          { name: Member.name, schema: MemberSchema },
          { name: Mute.name, schema: MuteSchema },
          { name: Room.name, schema: RoomSchema },
          { name: Membership.name, schema: MembershipSchema },
          { name: Message.name, schema: MessageSchema },
        ]),
      ],
      controllers: [
        RoomsController,
        MessagesController,
        MemberDataController,
        MessageContextController,
        SearchController,
      ],
      providers: [
        ...STORE,
        ...PEOPLE,
        ...ROOMS,
        ...MESSAGES,
        ...MEMBER_DATA,
        ...LIVE,
        ...FROM_CORE,
        ...FROM_BAND_SYNC,
        ...SEARCH,
        ...OFFLINE,
        ...SOCKETS,
      ],
    };
  }
}
