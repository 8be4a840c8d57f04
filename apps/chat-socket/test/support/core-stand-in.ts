import {
  ClaimedUploads,
  ClaimUploads,
  CommonErrors,
  EventMap,
  EventName,
  GameReply,
  GameScoreRequest,
  GameState,
  GameStatusRequest,
} from '@dongbaejul/contracts';
import { AskHandler, connectAsks, MessagingModule, Outbox } from '@dongbaejul/messaging';
import { PersistenceModule, Transactions } from '@dongbaejul/persistence';
import { BaseConfig, RunningService, startService } from '@dongbaejul/service-kit';
import { giveBackDatabase, takeDatabase } from '@dongbaejul/testing';
import { Allow } from 'class-validator';
import { Controller, Module } from '@nestjs/common';
import type { ChatConfig } from '../../src/config';

/** Of a database with nothing but an outbox and an inbox. */
const KIND = 'messaging';

class AnyScore implements GameScoreRequest {
  @Allow() game_id: string;
  @Allow() caller: GameScoreRequest['caller'];
  @Allow() set_number: number;
  @Allow() team1_score: number;
  @Allow() team2_score: number;
}

class AnyStatus implements GameStatusRequest {
  @Allow() game_id: string;
  @Allow() caller: GameStatusRequest['caller'];
  @Allow() status: GameStatusRequest['status'];
  @Allow() court_id?: string;
  @Allow() final_score?: GameStatusRequest['final_score'];
  @Allow() winner?: GameStatusRequest['winner'];
}

class AnyClaim implements ClaimUploads {
  @Allow() upload_ids: string[];
  @Allow() owner_id: string;
  @Allow() hangs_on: ClaimUploads['hangs_on'];
}

/** core as far as chat can tell: real outbox and asks, over the real Redis; it remembers what it was asked. */
export class CoreStandIn {
  readonly asked: { ask: string; request: object }[] = [];
  /** Owners of uploads by the upload's id; another's are refused. */
  readonly uploads = new Map<string, string>();
  /** Of these, the PDFs; the rest are pictures. */
  readonly documents = new Set<string>();
  /** What uploads hang on, by the upload's id. */
  readonly holds = new Map<string, string>();
  private readonly database = takeDatabase(KIND);
  private service: RunningService;

  static async start(chat: ChatConfig): Promise<CoreStandIn> {
    const core = new CoreStandIn();
    const config = Object.assign(new BaseConfig(), {
      ...chat,
      PORT: 0,
      MONGODB_DB_NAME: core.database,
    });

    @Controller()
    class Asks {
      @AskHandler('core.game.score', AnyScore)
      score(request: AnyScore): Promise<GameReply> {
        return core.answer('core.game.score', request);
      }

      @AskHandler('core.game.change-status', AnyStatus)
      status(request: AnyStatus): Promise<GameReply> {
        return core.answer('core.game.change-status', request);
      }

      @AskHandler('core.uploads.claim', AnyClaim)
      claim(request: AnyClaim): Promise<ClaimedUploads> {
        return core.claim(request);
      }
    }

    @Module({})
    class CoreModule {}

    core.service = await startService(
      {
        name: 'core',
        config: BaseConfig,
        module: () => ({
          module: CoreModule,
          imports: [
            PersistenceModule.forRoot({ config: config as unknown as ChatConfig, service: 'core', migrations: [] }),
            MessagingModule.forRoot({ service: 'core', config }),
          ],
          controllers: [Asks],
        }),
        setup: (app) => void connectAsks(app),
      },
      config,
    );
    await core.service.ready;
    return core;
  }

  tell<Name extends EventName>(
    name: Name,
    aggregateId: string,
    payload: EventMap[Name],
    version = Date.now(),
  ): Promise<string> {
    const { app } = this.service;
    return app
      .get(Transactions)
      .run((session) => app.get(Outbox).add(session, name, { aggregateId, version, payload }));
  }

  private async answer(ask: string, request: AnyScore | AnyStatus): Promise<GameReply> {
    this.asked.push({ ask, request: { ...request } });
    if ('team1_score' in request && request.team1_score === 99) throw CommonErrors.CONFLICT();
    const status = 'status' in request ? { status: request.status } : {};
    return Promise.resolve({ game: aGame({ id: request.game_id, ...status }) });
  }

  private claim({ upload_ids, owner_id, hangs_on }: AnyClaim): Promise<ClaimedUploads> {
    const uploads = upload_ids.map((id) => {
      const isFree = (this.holds.get(id) ?? hangs_on.id) === hangs_on.id;
      if (this.uploads.get(id) !== owner_id || !isFree) throw CommonErrors.NOT_FOUND();
      this.holds.set(id, hangs_on.id);
      const file = { id, url: `http://x/${id}`, thumbnail_url: null, size: 3 };
      if (this.documents.has(id))
        return { ...file, content_type: 'application/pdf', width: null, height: null, name: '대진표.pdf' };
      return { ...file, content_type: 'image/webp', width: 1, height: 1, name: '사진.webp' };
    });
    return Promise.resolve({ uploads });
  }

  async stop(): Promise<void> {
    await this.service.stop();
    await giveBackDatabase(KIND, this.database);
  }
}

export const aGame = (change: Partial<GameState> = {}): GameState =>
  ({
    id: '0123456789abcdef01234567',
    title: '저녁 경기',
    status: 'ongoing',
    participants: [],
    score: { sets: [], sets_won: { team1: 0, team2: 0 }, winner: null },
    version: 1,
    ...change,
  }) as unknown as GameState;
