import type { AuditActor, AuditEntry } from '@dongbaejul/contracts';
import type { Identity } from '@dongbaejul/identity';
import { Text } from '@dongbaejul/service-kit';

export class RemovalQuery {
  @Text({
    max: 500,
    singleLine: true,
    optional: true,
    api: { description: 'Why staff take down what somebody else wrote; kept in the audit log' },
  })
  reason?: string;
}

/** How something was asked to be deleted. */
export interface Removal extends RemovalQuery {
  who: Identity;
  /** The edit version that the client believes to delete; undefined: whatever stands there. */
  expected: number | undefined;
  actor: AuditActor;
}

interface Removed {
  type: 'post' | 'comment';
  id: string;
  author_id: string | null;
  before: object;
}

/** @returns what the audit log says of it, or null for what somebody takes back of their own */
export function auditOf({ who, reason, actor }: Removal, removed: Removed): AuditEntry | null {
  const { type, id, author_id, before } = removed;
  if (author_id === who.userId) return null;
  return {
    ...actor,
    action: `${type}.deleted`,
    object_type: type,
    object_id: id,
    before: { author_id, ...before },
    after: null,
    reason: reason || null,
  };
}
