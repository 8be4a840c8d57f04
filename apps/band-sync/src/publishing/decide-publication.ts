import type { AuditActor } from '@dongbaejul/contracts';
import { AuditTrail } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { type Decided, isAnothers, PublicationsRepository } from './publications.repository';
import { PublishingErrors } from './publishing.errors';

export const PUBLICATION_DECISIONS = ['post_again', 'found', 'left'] as const;

export type PublicationDecision = { decision: 'post_again' | 'left' } | { decision: 'found'; key: string };

const DONE = { post_again: 'publishing-ordered-again', found: 'found-at-band', left: 'publishing-left' } as const;

/** Staff say what is to become of a publication of which nobody here can tell whether BAND has it. */
@Injectable()
export class DecidePublication {
  constructor(
    private readonly transactions: Transactions,
    private readonly repository: PublicationsRepository,
    private readonly audit: AuditTrail,
  ) {}

  /** @throws PUBLICATION_NOT_FOUND, PUBLICATION_NOT_UNKNOWN, BAND_POST_TAKEN */
  async run(id: string, decision: PublicationDecision, actor: AuditActor): Promise<string> {
    try {
      return await this.write(id, decision, actor);
    } catch (error) {
      if (isAnothers(error)) throw PublishingErrors.BAND_POST_TAKEN();
      throw error;
    }
  }

  private write(id: string, decision: PublicationDecision, actor: AuditActor): Promise<string> {
    return this.transactions.run(
      async (session) => {
        const publication = await this.repository.find(id);
        if (!publication) throw PublishingErrors.PUBLICATION_NOT_FOUND();
        const to = outcomeOf(decision);
        if (to.state === 'published' && (await this.repository.ownAmong([to.key])).size > 0) {
          throw PublishingErrors.BAND_POST_TAKEN();
        }
        if (!(await this.repository.decide(session, new Types.ObjectId(id), to))) {
          throw PublishingErrors.PUBLICATION_NOT_UNKNOWN({ state: publication.state });
        }
        const { kind, object_id } = publication;
        const what = { action: `${kind}.${DONE[decision.decision]}`, object_type: kind, object_id, reason: null };
        const after = { state: to.state, ...(to.state === 'published' && { band_post_key: to.key }) };
        await this.audit.record(session, { ...actor, ...what, before: { state: 'unknown' }, after });
        return id;
      },
      { aggregate: 'publications' },
    );
  }
}

function outcomeOf(decision: PublicationDecision): Decided {
  if (decision.decision === 'found') return { state: 'published', key: decision.key };
  return { state: decision.decision === 'left' ? 'left' : 'queued' };
}
