import { Injectable } from '@nestjs/common';
import type { ClientSession } from 'mongoose';
import { ReportsRepository } from '../reports/reports.repository';
import type { Keeper } from './keeper';

/** What a member reported, and cases about what they wrote. Neither keeps names. */
@Injectable()
export class ReportsOfMembers implements Keeper {
  constructor(private readonly reports: ReportsRepository) {}

  /** What staff have still to decide stays. */
  forget(session: ClientSession, memberId: string): Promise<void> {
    return this.reports.forgetDecided(session, memberId);
  }

  giveTo(session: ClientSession, from: string, into: string): Promise<void> {
    return this.reports.giveTo(session, from, into);
  }
}
