/** The headers that only the gateway and the services may write. */
export const IDENTITY_HEADERS = {
  userId: 'x-user-id',
  username: 'x-user-username',
  roles: 'x-user-roles',
  withheldRoles: 'x-user-withheld-roles',
  sessionId: 'x-session-id',
  clientAddress: 'x-client-address',
  caller: 'x-caller-service',
  signature: 'x-identity-signature',
} as const;

const RESERVED_PREFIXES = ['x-user-', 'x-session-', 'x-client-', 'x-caller-', 'x-identity-'];

/**
 * True for a header that reads like one of ours once `_` and `.` become `-`, whatever its case: some servers fold
 * these characters together, so `X_User_Id` must not survive either.
 */
export function isReservedHeader(name: string): boolean {
  // Nearly every header fails at the first character; the rest costs only what begins like ours.
  const first = name.charCodeAt(0);
  if (first !== 0x78 && first !== 0x58) return false;
  const plain = name.toLowerCase().replace(/[_.]/g, '-');
  return RESERVED_PREFIXES.some((prefix) => plain.startsWith(prefix));
}
