import type { Role } from './roles';

/** Who did something, as the edge knew them. */
export interface AuditActor {
  /** Null for what the platform does by itself. */
  actor_id: string | null;
  actor_roles: Role[];
  client_address: string | null;
}

/** Who did what the platform, or whoever runs commands on its server, did: no account. */
export const PLATFORM: Readonly<AuditActor> = { actor_id: null, actor_roles: [], client_address: null };

/**
 * Something that somebody will have to answer for: who did what to what, and why. The trace id and the time are those
 * of the event that carries it. Never a secret, never a private message.
 */
export interface AuditEntry extends AuditActor {
  /** `<object>.<past participle>`: `post.hidden`, `account.blocked`. */
  action: string;
  /** `post`, `comment`, `account`, … */
  object_type: string;
  object_id: string;
  /** What mattered of the object before and after, small (16 KB each at most); null where there was nothing. */
  before: unknown;
  after: unknown;
  reason: string | null;
}
