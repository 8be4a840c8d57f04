import type { Identity } from '@dongbaejul/identity';
import { Injectable } from '@nestjs/common';
import { Types } from 'mongoose';
import { RevocationsService } from '../revocations/revocations.service';
import { MOST_ALIVE, SessionEndings } from './session-endings';
import type { Session } from './session.schema';
import { SessionErrors } from './sessions.errors';
import { SessionsRepository } from './sessions.repository';

/** Where a member is signed in, as they see and end it themselves. */
@Injectable()
export class OwnSessions {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly endings: SessionEndings,
    private readonly revocations: RevocationsService,
  ) {}

  /** The latest used first. */
  list(user: Identity): Promise<Session[]> {
    return this.sessions.alive(new Types.ObjectId(user.userId), MOST_ALIVE);
  }

  /** @throws SESSION_NOT_FOUND, also for a session of somebody else or one that has ended */
  async end(user: Identity, id: string): Promise<void> {
    const session = await this.sessions.find(new Types.ObjectId(id));
    if (!session || session.endedAt || session.accountId.toHexString() !== user.userId) {
      throw SessionErrors.SESSION_NOT_FOUND();
    }
    await this.endings.end(session._id, 'ended_by_member');
  }

  /** @returns how many others there were */
  endOthers(user: Identity): Promise<number> {
    const [accountId, mine] = [new Types.ObjectId(user.userId), new Types.ObjectId(user.sessionId)];
    return this.revocations.run((tx, revoke) => this.endings.endAll(tx, revoke, accountId, 'ended_by_member', mine));
  }
}
