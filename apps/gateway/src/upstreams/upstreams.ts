import { BACKEND_SERVICES, SERVICES } from '@dongbaejul/contracts';
import { Health, metrics, Shutdown } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { GatewayConfig } from '../config';
import type { Upstream } from '../routing/route-table';
import { Breaker, Outcome } from './breaker';

const PROBE_EVERY_MS = 500;
const PROBE_TIMEOUT_MS = 900;

/**
 * What an address's `/readyz` last said, best first. A replica that is stopping says no before it closes its port; one
 * that is only slow says nothing in time, and still does more than one that says no or that nobody listens at.
 */
const STANDINGS = ['ready', 'silent', 'unready'] as const;
type Standing = (typeof STANDINGS)[number];

export interface Address {
  url: string;
  breaker: Breaker;
  standing: Standing;
  /** Whether it ever was, as far as this process knows. */
  seen: boolean;
}

/** An address to send a request to, and where to report how it went. */
export interface Picked {
  address: Address;
  outcome: Outcome;
}

function admitted(address: Address): Picked | undefined {
  const outcome = address.breaker.enter();
  return outcome && { address, outcome };
}

const readyGauge = metrics.gauge({
  name: 'upstream_ready',
  help: '1 when the address says it is ready',
  labelNames: ['service', 'address'],
});

/** The replicas of every service: which are there, which are ready, whose turn it is. */
@Injectable()
export class Upstreams {
  private readonly logger = new Logger(Upstreams.name);
  private readonly addresses = new Map<Upstream, Address[]>();
  private readonly turn = new Map<Upstream, number>();
  private readonly probed = new Set<Address>();

  constructor(config: GatewayConfig, health: Health, shutdown: Shutdown) {
    const list = (urls: string[]): Address[] =>
      urls.map((url) => ({ url: url.replace(/\/$/, ''), breaker: new Breaker(), standing: 'ready', seen: false }));
    for (const service of BACKEND_SERVICES) {
      this.addresses.set(service, list(config[SERVICES[service].addressVariable]));
    }
    for (const service of this.names()) {
      // Another service that is down is worth knowing, but no reason to send no traffic here.
      health.register(service, () => this.expectReady(service), { readiness: false });
    }
    health.register('band_api', () => this.expectBand(), { readiness: false });
    const timer = setInterval(() => this.probeAll(), PROBE_EVERY_MS);
    shutdown.onClose('upstream probes', () => clearInterval(timer));
  }

  names(): Upstream[] {
    return [...this.addresses.keys()].filter((service) => this.of(service).length > 0);
  }

  private of(service: Upstream): Address[] {
    return this.addresses.get(service) ?? [];
  }

  /**
   * The next address to send to: round robin among those of the best standing whose breaker allows it, down to those
   * that are not ready, so that the service itself may say why.
   * @param except an address that has failed this request already
   * @returns undefined when there is none, also for a service whose addresses nobody gave
   */
  pick(service: Upstream, except?: Address): Picked | undefined {
    const all = this.of(service);
    const [only] = all;
    if (all.length === 1) return only && only !== except ? admitted(only) : undefined;
    const start = ((this.turn.get(service) ?? 0) + 1) % Math.max(1, all.length);
    this.turn.set(service, start);
    const ordered = [...all.slice(start), ...all.slice(0, start)].filter((address) => address !== except);
    for (const standing of STANDINGS) {
      for (const address of ordered.filter((one) => one.standing === standing)) {
        const picked = admitted(address);
        if (picked) return picked;
      }
    }
    return undefined;
  }

  private async expectReady(service: Upstream): Promise<void> {
    const standings = await Promise.all(this.of(service).map((address) => standingOf(address.url)));
    if (!standings.includes('ready')) throw new Error(`${service} is not ready`);
  }

  /** band-sync is the one that talks to BAND; its own health says how BAND answers. One replica that hears it is enough. */
  private async expectBand(): Promise<void> {
    await Promise.any(this.of('band-sync').map((address) => this.expectBandAt(address)));
  }

  private async expectBandAt({ url }: Address): Promise<void> {
    const response = await fetch(`${url}/health/detailed`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    const body = (await response.json()) as { services?: { band_api?: { status?: string } } };
    if (body.services?.band_api?.status !== 'Connected') throw new Error('BAND is away');
  }

  /** An address that has not answered yet is asked no second time: what it says late would pass for its latest word. */
  private probeAll(): void {
    for (const service of this.names()) {
      for (const address of this.of(service)) {
        if (this.probed.has(address)) continue;
        this.probed.add(address);
        void this.probe(service, address).finally(() => this.probed.delete(address));
      }
    }
  }

  private async probe(service: Upstream, address: Address): Promise<void> {
    const standing = await standingOf(address.url);
    const ready = standing === 'ready';
    if (ready !== (address.standing === 'ready')) {
      const about = { upstream: service, url: address.url };
      if (ready) this.logger.log({ msg: address.seen ? 'upstream is ready again' : 'upstream is ready', ...about });
      // One that was never there is starting, like this process itself.
      else if (address.seen) this.logger.warn({ msg: 'upstream is not ready', ...about });
      else this.logger.log({ msg: 'waiting for an upstream', ...about });
    }
    address.standing = standing;
    address.seen ||= ready;
    readyGauge.set({ service, address: address.url }, ready ? 1 : 0);
  }
}

async function standingOf(url: string): Promise<Standing> {
  try {
    const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
    await response.body?.cancel();
    return response.ok ? 'ready' : 'unready';
  } catch (error) {
    return (error as Error).name === 'TimeoutError' ? 'silent' : 'unready';
  }
}
