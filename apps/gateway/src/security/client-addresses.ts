import { TRACE_ID_PATTERN } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { GatewayConfig } from '../config';

const MOST_KNOWN = 10_000;

/** Who is in front of us: which peers are our own proxies, and what of their word counts. */
@Injectable()
export class ClientAddresses {
  private readonly trusted = new BlockList();
  /** Answers given, as there are few peers and looking one up costs more than all else here. */
  private readonly known = new Map<string, boolean>();

  constructor(config: GatewayConfig) {
    for (const range of config.TRUST_PROXY) {
      const [address = '', bits] = range.split('/');
      const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
      this.trusted.addSubnet(address, Number(bits ?? (family === 'ipv6' ? 128 : 32)), family);
    }
  }

  isTrusted(address: string | undefined): boolean {
    if (!address) return false;
    const known = this.known.get(address);
    if (known !== undefined) return known;
    const plain = address.replace(/^::ffff:/, '');
    const family = isIP(plain);
    const trusted = family !== 0 && this.trusted.check(plain, family === 6 ? 'ipv6' : 'ipv4');
    if (this.known.size >= MOST_KNOWN) this.known.clear();
    this.known.set(address, trusted);
    return trusted;
  }

  /** The nearest address in X-Forwarded-For that is not one of our proxies; the peer itself when it is not one. */
  of(request: IncomingMessage): string {
    const peer = request.socket.remoteAddress ?? '';
    if (!this.isTrusted(peer)) return peer;
    const hops = String(request.headers['x-forwarded-for'] ?? '')
      .split(',')
      .map((hop) => hop.trim())
      .filter((hop) => isIP(hop) !== 0);
    return hops.reverse().find((hop) => !this.isTrusted(hop)) ?? hops.at(-1) ?? peer;
  }

  /** The request id a trusted proxy gave, when it is well formed. */
  traceIdOf(request: IncomingMessage): string | undefined {
    const given = request.headers['x-request-id'];
    const usable =
      typeof given === 'string' && TRACE_ID_PATTERN.test(given) && this.isTrusted(request.socket.remoteAddress);
    return usable ? given : undefined;
  }
}
