import { EVERY_ROW, type ListQuery, type Page, paginate, where } from '@dongbaejul/persistence';
import { Injectable } from '@nestjs/common';
import { InjectModel } from '@nestjs/mongoose';
import { ClientSession, Model, Types } from 'mongoose';
import { EntryState, RosterEntry, RosterTurn } from './roster-entry.schema';

const ROSTER = 'roster';

@Injectable()
export class RosterRepository {
  constructor(
    @InjectModel(RosterEntry.name) private readonly entries: Model<RosterEntry>,
    @InjectModel(RosterTurn.name) private readonly turns: Model<RosterTurn>,
  ) {}

  /** From here to the end of the transaction, no other changes the roster. */
  async takeTurn(session: ClientSession): Promise<void> {
    await this.turns.updateOne({ _id: ROSTER }, { $inc: { turn: 1 } }, { session });
  }

  /** All of it: some thousands at most. */
  async all(session: ClientSession | null): Promise<RosterEntry[]> {
    return this.entries.find().sort({ _id: 1 }).session(session).lean<RosterEntry[]>();
  }

  async save(session: ClientSession, rows: readonly RosterEntry[]): Promise<void> {
    if (rows.length === 0) return;
    await this.entries.bulkWrite(
      rows.map((row) => ({ replaceOne: { filter: { _id: row._id }, replacement: row, upsert: true } })),
      { session, ...EVERY_ROW },
    );
  }

  find(session: ClientSession | null, id: string): Promise<RosterEntry | null> {
    return this.entries.findById(new Types.ObjectId(id)).session(session).lean<RosterEntry>().exec();
  }

  async isTaken(session: ClientSession, memberId: string): Promise<boolean> {
    return (await this.entries.exists({ member_id: memberId }).session(session)) !== null;
  }

  /** Those of these members who are in the roster. */
  async taken(memberIds: readonly string[]): Promise<Set<string>> {
    if (memberIds.length === 0) return new Set();
    const rows = await this.entries.find({ member_id: where.in(memberIds) }, { member_id: 1 }).lean<RosterEntry[]>();
    return new Set(rows.flatMap(({ member_id }) => member_id ?? []));
  }

  list(query: ListQuery, state: EntryState | undefined): Promise<Page<RosterEntry>> {
    return paginate<RosterEntry>(this.entries, { query, filter: state ? { state } : {}, sort: { _id: 1 } });
  }

  /** Two members turned out to be one; if both were in the roster, one entry of theirs stays. */
  async merge(session: ClientSession, from: string, into: string): Promise<void> {
    if (!(await this.isTaken(session, from))) return;
    await this.takeTurn(session);
    const both = await this.isTaken(session, into);
    const change = both ? { state: 'ignored', member_id: null } : { state: 'matched', member_id: into };
    await this.entries.updateOne({ member_id: from }, { $set: change }, { session });
  }

  /** Nothing of it is the member's service's business any more; a later file that names them is new to the roster. */
  async remove(session: ClientSession, memberId: string): Promise<void> {
    if (!(await this.isTaken(session, memberId))) return;
    await this.takeTurn(session);
    await this.entries.deleteOne({ member_id: memberId }, { session });
  }

  async ofMember(memberId: string): Promise<RosterEntry | null> {
    return this.entries.findOne({ member_id: memberId }).lean<RosterEntry>().exec();
  }
}
