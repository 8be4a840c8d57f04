import { BlockList, isIP } from 'node:net';

/** Where BAND keeps pictures. */
export interface AllowedHosts {
  /** `*.pstatic.net` stands for any name below it; only https on its own port. */
  names: readonly string[];
  /** Exact origins that are allowed whatever they are: the emulator's, in development. */
  origins: readonly string[];
}

export type FetchVerdict = 'public-only' | 'trusted' | 'refused';

/**
 * Whether a picture may be fetched from here. `public-only`: yes, if the name leads to public addresses alone.
 * Everything that is not plainly one of BAND's hosts is refused: other schemes and ports, credentials, addresses
 * instead of names, look-alike names.
 */
export function judgeUrl(address: string, allowed: AllowedHosts): FetchVerdict {
  if (!URL.canParse(address)) return 'refused';
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') return 'refused';
  if (allowed.origins.includes(url.origin)) return 'trusted';
  if (url.protocol !== 'https:' || url.port !== '') return 'refused';
  const host = url.hostname.toLowerCase().replace(/\.$/, '');
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0) return 'refused';
  return allowed.names.some((name) => matches(host, name)) ? 'public-only' : 'refused';
}

const matches = (host: string, name: string): boolean =>
  name.startsWith('*.') ? host.endsWith(name.slice(1)) && host.length > name.length - 1 : host === name;

const notPublic = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  notPublic.addSubnet(net, bits, 'ipv4');
}
const publicV6 = new BlockList();
publicV6.addSubnet('2000::', 3, 'ipv6');
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  notPublic.addSubnet(net, bits, 'ipv6');
}

/**
 * Whether an address belongs to the open Internet (IANA's special-purpose registries, RFC 6890). IPv6 only within
 * 2000::/3, so mapped, translated and local ones are out, and out of that Teredo, 6to4 and documentation.
 */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !notPublic.check(address, 'ipv4');
  return family === 6 && publicV6.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
}
