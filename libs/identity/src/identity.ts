import { isRole, Role } from '@dongbaejul/contracts';

/** Who is asking, as the edge found out and the signature carries it. */
export interface Identity {
  /** Account id, ObjectId in hex. */
  userId: string;
  username: string;
  /** Empty for an account that has not been admitted yet. */
  roles: readonly Role[];
  /** Held by the account, and of no force in a session that showed no second factor; absent where there are none. */
  withheldRoles?: readonly Role[];
  sessionId: string;
}

/** Keeps only roles that exist; an unknown one gives nothing. */
export const onlyRoles = (values: readonly unknown[]): Role[] => values.filter(isRole);
