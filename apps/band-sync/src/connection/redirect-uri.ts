/** Whether BAND may send someone back to this address. */
export function isAllowedRedirect(uri: string, allowed: readonly string[], allowLocalhost: boolean): boolean {
  if (!URL.canParse(uri) || uri.includes('#')) return false;
  if (allowed.includes(uri)) return true;
  const { protocol, hostname, username } = new URL(uri);
  return (
    allowLocalhost && /^https?:$/.test(protocol) && username === '' && ['localhost', '127.0.0.1'].includes(hostname)
  );
}

/**
 * BAND is not known to give `state` back, so the address that it redirects to carries it as well, as `nonce`: the app
 * then has it in either case.
 */
export const withNonce = (uri: string, state: string): string =>
  `${uri}${uri.includes('?') ? '&' : '?'}nonce=${encodeURIComponent(state)}`;
