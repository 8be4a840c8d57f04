/**
 * Whether messages may be posted to a browser's endpoint: to push services by their names only, as this server would
 * otherwise post to whatever address a member names, inside our network too.
 * @param hosts names; `*.` stands for any name below. An address with a port is named with it, for tests and emulators
 */
export function isPushEndpoint(endpoint: string, hosts: readonly string[]): boolean {
  if (!URL.canParse(endpoint)) return false;
  const url = new URL(endpoint);
  if (url.username || url.password) return false;
  if (url.protocol === 'http:') return url.port !== '' && hosts.includes(url.host);
  if (url.protocol !== 'https:') return false;
  return hosts.some((host) =>
    host.startsWith('*.') ? url.port === '' && url.hostname.endsWith(host.slice(1)) : url.host === host,
  );
}
