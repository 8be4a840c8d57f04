import type { AuditActor } from '@dongbaejul/contracts';
import { CommonErrors } from '@dongbaejul/contracts';
import { AuditTrail } from '@dongbaejul/messaging';
import { Transactions } from '@dongbaejul/persistence';
import { invalidField } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { ClientSession, Types } from 'mongoose';
import { AccountErrors } from '../accounts/accounts.errors';
import { AccountsRepository } from '../accounts/accounts.repository';
import { uniqueKey } from '../accounts/names';
import { Throttle } from '../limits/throttle';
import { Mailer } from '../mail/mailer';
import type { InvitationDto, InvitationsDto, InvitationsQuery, NewInvitationDto } from './dto/invitations.dto';
import { digestOf, InvitationCodes } from './invitation-codes';
import type { Invitation } from './invitation.schema';
import { InvitationErrors } from './invitations.errors';
import { InvitationsRepository } from './invitations.repository';
import { auditViewOf, invitationOf } from './present-invitation';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DEFAULT_DAYS = 7;
/** Nobody sends strangers mail by the hundred with an operator's phone. */
const MAILS_PER_HOUR = 30;

/** What staff do with invitations. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly transactions: Transactions,
    private readonly invitations: InvitationsRepository,
    private readonly accounts: AccountsRepository,
    private readonly codes: InvitationCodes,
    private readonly mailer: Mailer,
    private readonly throttle: Throttle,
    private readonly trail: AuditTrail,
  ) {}

  /** @throws INVALID_INPUT, EMAIL_TAKEN by somebody who has an account already, TOO_MANY_REQUESTS */
  async create(actor: AuditActor, input: NewInvitationDto): Promise<InvitationDto> {
    const { email } = input;
    if (email !== undefined) await this.assertMailable(actor, email, input.max_uses);
    const made = await this.transactions.run(async (tx): Promise<InvitationDto> => {
      const row = this.newRow(actor, input);
      await this.invitations.insert(tx, row);
      await this.record(tx, actor, 'invitation.created', row);
      if (email !== undefined) await this.mailer.queue('invitation', { invitation_id: row._id.toHexString() }, tx);
      return invitationOf(row, { names: new Map(), out: new Set() });
    });
    return made;
  }

  async list(query: InvitationsQuery): Promise<InvitationsDto> {
    const { items, ...rest } = await this.invitations.page(query, (makers) => this.accounts.unableToInvite(makers));
    const people = items.flatMap(({ uses }) => uses.map(({ accountId }) => accountId.toHexString()));
    const [names, out] = await Promise.all([
      this.accounts.namesOf(people),
      this.accounts.unableToInvite(items.map(({ createdBy }) => createdBy)),
    ]);
    return { invitations: items.map((row) => invitationOf(row, { names, out })), ...rest };
  }

  /** Who came by it before stays. Withdrawing it again changes nothing. @throws INVITATION_NOT_FOUND */
  async revoke(actor: AuditActor, id: string): Promise<void> {
    const _id = new Types.ObjectId(id);
    if (!(await this.invitations.findById(_id))) throw InvitationErrors.INVITATION_NOT_FOUND();
    await this.transactions.run(async (tx) => {
      const revoked = await this.invitations.revoke(tx, _id);
      if (revoked) await this.record(tx, actor, 'invitation.revoked', revoked);
    });
  }

  /** What to hand out; nothing where it went out by mail, for then the code proves whose mailbox that is. */
  async codeOf(id: string): Promise<string | undefined> {
    const row = await this.invitations.findById(new Types.ObjectId(id));
    return row && row.email === undefined ? this.codes.codeOf(row) : undefined;
  }

  private async assertMailable(actor: AuditActor, email: string, maxUses = 1): Promise<void> {
    if (maxUses !== 1) {
      throw invalidField('max_uses', '메일로 보내는 초대는 한 명만 쓸 수 있습니다.', 'must be 1 where email is given');
    }
    if (await this.accounts.findByEmailKey(uniqueKey(email))) throw AccountErrors.EMAIL_TAKEN();
    const wait = await this.throttle.take('invitation', actor.actor_id ?? '', MAILS_PER_HOUR, HOUR_MS);
    if (wait > 0) throw CommonErrors.TOO_MANY_REQUESTS({ retry_after: wait });
  }

  private newRow(actor: AuditActor, { email, note, max_uses, expires_in_days }: NewInvitationDto): Invitation {
    const _id = new Types.ObjectId();
    const maxUses = max_uses ?? 1;
    const now = Date.now();
    return {
      _id,
      digest: digestOf(this.codes.newCode(_id)),
      ...(email !== undefined && { email, emailKey: uniqueKey(email) }),
      note: note ?? null,
      maxUses,
      usesLeft: maxUses,
      uses: [],
      createdBy: actor.actor_id ?? '',
      createdAt: new Date(now),
      expiresAt: new Date(now + (expires_in_days ?? DEFAULT_DAYS) * DAY_MS),
      revokedAt: null,
    };
  }

  private async record(tx: ClientSession, actor: AuditActor, action: string, row: Invitation): Promise<void> {
    const [before, after] = action === 'invitation.created' ? [null, auditViewOf(row)] : [auditViewOf(row), null];
    const object = { object_type: 'invitation', object_id: row._id.toHexString() };
    await this.trail.record(tx, { ...actor, action, ...object, before, after, reason: row.note });
  }
}
