import { type AuditActor, type BandDraftKind } from '@dongbaejul/contracts';
import { AskClient, AuditTrail } from '@dongbaejul/messaging';
import { type ListQuery, Transactions } from '@dongbaejul/persistence';
import { requestContext } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';
import { BandSyncConfig } from '../config';
import { ConnectionService } from '../connection/connection.service';
import { DecidePublication, type PublicationDecision } from './decide-publication';
import type { PublicationDto, PublicationsDto } from './dto/publications.dto';
import { PublishRunner } from './publish-runner';
import { PublishingErrors } from './publishing.errors';
import { ASKED, OPEN, type Publication, TAKEN_UP } from './publication.schema';
import { isTwice, PublicationsRepository } from './publications.repository';

const ASK_TIMEOUT_MS = 4_000;
const LOOK_EVERY_MS = 100;

export interface PublishOrder {
  kind: BandDraftKind;
  id: string;
  push: boolean;
}

/** Publishing at BAND, as staff order and watch it. */
@Injectable()
export class PublishingService {
  constructor(
    private readonly config: BandSyncConfig,
    private readonly repository: PublicationsRepository,
    private readonly runner: PublishRunner,
    private readonly connection: ConnectionService,
    private readonly transactions: Transactions,
    private readonly asks: AskClient,
    private readonly deciding: DecidePublication,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws BAND_NOT_CONNECTED, BAND_TOKEN_REFUSED, BAND_PUBLISHED_ALREADY, what core says of the draft */
  async publish({ kind, id, push }: PublishOrder, actor: AuditActor): Promise<PublicationDto> {
    await this.connection.assertUsable();
    const options = { timeoutMs: ASK_TIMEOUT_MS, repeatable: true };
    const { text } = await this.asks.ask('core.band-draft.make', { kind, id }, options);
    const created = await this.create({ kind, id, push }, text, actor);
    this.runner.look();
    return this.present(await this.waitFor(created));
  }

  /**
   * Staff looked at BAND and say what is to become of a publication of which nobody here knows whether it is there.
   * @throws PUBLICATION_NOT_FOUND, PUBLICATION_NOT_UNKNOWN, BAND_POST_TAKEN
   */
  async decide(id: string, decision: PublicationDecision, actor: AuditActor): Promise<PublicationDto> {
    await this.deciding.run(id, decision, actor);
    if (decision.decision !== 'post_again') return this.show(id);
    this.runner.look();
    return this.present(await this.waitFor(id));
  }

  async list(query: ListQuery): Promise<PublicationsDto> {
    const { items, ...paging } = await this.repository.list(query);
    return { publications: items.map((row) => this.present(row)), ...paging };
  }

  async show(id: string): Promise<PublicationDto> {
    return this.present(await this.existing(id));
  }

  private async create({ kind, id, push }: PublishOrder, text: string, actor: AuditActor): Promise<string> {
    try {
      return await this.transactions.run(async (session) => {
        const order = { kind, objectId: id, text, push, requestedBy: actor.actor_id };
        const created = await this.repository.create(session, order);
        const what = { action: `${kind}.publishing-ordered`, object_type: kind, object_id: id, reason: null };
        await this.audit.record(session, { ...actor, ...what, before: null, after: { push } });
        return created;
      });
    } catch (error) {
      if (isTwice(error)) throw PublishingErrors.BAND_PUBLISHED_ALREADY();
      throw error;
    }
  }

  /** As it is when it is over or the route's time is. */
  private async waitFor(id: string): Promise<Publication> {
    const deadline = Date.now() + this.config.SYNC_ANSWER_WITHIN_MS;
    for (;;) {
      const publication = await this.existing(id);
      const isOpen = OPEN.includes(publication.state) && publication.error === null;
      if (!isOpen || Date.now() > deadline) return publication;
      await pause(LOOK_EVERY_MS);
    }
  }

  private async existing(id: string): Promise<Publication> {
    const publication = await this.repository.find(id);
    if (!publication) throw PublishingErrors.PUBLICATION_NOT_FOUND();
    return publication;
  }

  private present(row: Publication): PublicationDto {
    const { error, kind, object_id, push, state, band_post_key, attempts, requested_by, trace_id } = row;
    const language = requestContext()?.language ?? 'ko';
    return {
      id: row._id.toHexString(),
      ...{ kind, object_id, push, state, band_post_key, attempts, requested_by, trace_id },
      also_at_band: row.post_keys?.filter((key) => key !== band_post_key) ?? [],
      error: error && { code: error.code, message: error.text[language] },
      asked_at: row.asked_at?.toISOString() ?? row.first_asked_at?.toISOString() ?? null,
      may_be_at_band: ASKED.includes(state) || (row.in_doubt === true && state !== 'published'),
      next_at: (TAKEN_UP.includes(state) && row.next_at?.toISOString()) || null,
      created_at: row.created_at.toISOString(),
      published_at: row.published_at?.toISOString() ?? null,
    };
  }
}
