const ANY_PORT = /^(https?):\/\/([^/:]+|\[[^\]]+\]):\*$/;

/**
 * Whether BAND may send someone back here.
 * @param allowed exact addresses, or `http://host:*` for any port and path of that host
 */
export function isAllowedRedirect(uri: string, allowed: readonly string[]): boolean {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  // What stands before @ looks like the host to a person; a fragment would swallow the code.
  if (!url || url.username || url.password || uri.includes('#') || uri.includes('\\')) return false;
  return allowed.some((entry) => {
    const [, protocol, host] = ANY_PORT.exec(entry) ?? [];
    return protocol ? url.protocol === `${protocol}:` && url.hostname === host : uri === entry;
  });
}

/** Adds parameters behind what the address has already. */
export function withParameters(uri: string, parameters: Record<string, string>): string {
  return `${uri}${uri.includes('?') ? '&' : '?'}${new URLSearchParams(parameters).toString()}`;
}
