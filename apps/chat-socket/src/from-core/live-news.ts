import type {
  BoardView,
  GameChange,
  GameState,
  MeetingChange,
  MeetingState,
  NotificationState,
} from '@dongbaejul/contracts';
import { Hints } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import type { Person } from '../members/person';
import { LocalSockets } from '../sockets/local-sockets';
import { Coalesced } from './coalesced';
import { KnownGame, toldOf } from './game-news';
import { Newest } from './newest';

type Silence = { silent: boolean };
type News =
  | { kind: 'notification'; memberId: string; notification: NotificationState & Silence }
  | { kind: 'game'; version: number; change: GameChange; game: GameState; updatedBy: Person }
  | { kind: 'meeting'; version: number; change: MeetingChange; meeting: MeetingState }
  | { kind: 'board'; version: number; board: BoardView };

const TOPIC = 'chat.news';
/** Of one game, meeting or board a member hears the state this often at most, however many changes there are. */
const STATE_EVERY_MS = 200;

/**
 * What core told, to the sockets of every process, once. It is not promised to anybody: who was not connected finds the
 * notification, the game and the board where they are kept.
 */
@Injectable()
export class LiveNews {
  private readonly games = new Newest<KnownGame>();
  private readonly meetings = new Newest<{ version: number }>();
  private readonly boards = new Newest<{ version: number }>();
  private readonly notified = new Newest<{ version: number }>();
  private readonly states = new Coalesced(STATE_EVERY_MS);

  constructor(
    private readonly hints: Hints,
    private readonly sockets: LocalSockets,
  ) {
    hints.subscribe(TOPIC, (news) => this.apply(news as News));
  }

  async tell(news: News): Promise<void> {
    // Everybody hears a hint, this process too; without Redis it has to tell itself.
    if (!(await this.hints.publish(TOPIC, news))) this.apply(news);
  }

  private apply(news: News): void {
    switch (news.kind) {
      case 'notification':
        if (!this.notified.take(news.notification.id, { version: 1 }).isNews) return;
        return this.sockets.toMember(news.memberId, 'notification', news.notification);
      case 'game':
        return this.ofGame(news);
      case 'meeting': {
        const { change, meeting } = news;
        if (!this.meetings.take(meeting.id, { version: news.version }).isNews) return;
        const told = { meetingId: meeting.id, change, meeting };
        return this.states.offer(`meeting:${meeting.id}`, () => this.sockets.toAll('meeting:changed', told));
      }
      case 'board': {
        const { meeting_id: meetingId } = news.board;
        if (!this.boards.take(meetingId, { version: news.version }).isNews) return;
        this.states.offer(`board:${meetingId}`, () =>
          this.sockets.toAll('board:changed', { meetingId, board: news.board }),
        );
      }
    }
  }

  private ofGame({ game, change, version, updatedBy }: News & { kind: 'game' }): void {
    const { id: gameId, status, score } = game;
    const { isNews, before } = this.games.take(gameId, { version, status, score });
    if (!isNews) return;
    const told = toldOf(game, change, before);
    if (told.status) {
      // It brings the whole game: nothing that waits is newer.
      for (const kind of ['score', 'game']) this.states.drop(`${kind}:${gameId}`);
      this.sockets.toAll('game:status_changed', { gameId, status, game });
    }
    if (told.score) {
      this.states.offer(`score:${gameId}`, () =>
        this.sockets.toAll('game:score_updated', { gameId, score, updatedBy }),
      );
    }
    if (told.other) {
      this.states.offer(`game:${gameId}`, () => this.sockets.toAll('game:updated', { gameId, change, game }));
    }
  }
}
