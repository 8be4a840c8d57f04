import { Injectable, Logger } from '@nestjs/common';
import { lookup as systemLookup } from 'node:dns';
import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { LookupFunction } from 'node:net';
import { BandSyncConfig } from '../config';
import { type AllowedHosts, isPublicAddress, judgeUrl } from './fetch-rule';
import { PhotoImageErrors } from './photo-images.errors';

const LARGEST_PICTURE = 20 * 1024 * 1024;
const MOST_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const IMAGE = /^image\//i;

class NotBands extends Error {}

/** How names become addresses; a test puts its own in. */
export class Names {
  readonly lookup: LookupFunction = systemLookup as LookupFunction;
}

/**
 * Fetches a picture from BAND and from nowhere else. Each address on the way, redirects included, has to pass the rule;
 * the name is resolved by the connection itself, which takes public addresses only, so that no second answer of DNS
 * can lead elsewhere. Nothing of ours goes along: no cookies, no tokens.
 */
@Injectable()
export class PictureFetcher {
  private readonly logger = new Logger(PictureFetcher.name);
  private readonly allowed: AllowedHosts;
  private readonly agents;

  constructor(
    private readonly config: BandSyncConfig,
    private readonly names: Names,
  ) {
    this.allowed = { names: config.BAND_IMAGE_HOSTS, origins: config.trustedImageOrigins };
    const options = { keepAlive: true, maxSockets: 8, timeout: config.BAND_TIMEOUT_MS };
    const lookup = this.publicLookup;
    this.agents = {
      trusted: new HttpAgent(options),
      trustedTls: new HttpsAgent(options),
      tls: new HttpsAgent({ ...options, lookup }),
    };
  }

  /** @throws PHOTO_IMAGE_UNAVAILABLE, PHOTO_IMAGE_REFUSED */
  async fetch(address: string): Promise<Buffer> {
    const signal = AbortSignal.timeout(this.config.BAND_TIMEOUT_MS);
    try {
      return await this.follow(address, signal);
    } catch (error) {
      if (error instanceof NotBands) {
        this.logger.warn({ msg: 'a picture was refused', reason: error.message });
        throw PhotoImageErrors.PHOTO_IMAGE_REFUSED();
      }
      throw PhotoImageErrors.PHOTO_IMAGE_UNAVAILABLE(undefined, { cause: error });
    }
  }

  /** Lets go of idle connections; called at shutdown. */
  close(): void {
    Object.values(this.agents).forEach((agent) => agent.destroy());
  }

  private async follow(address: string, signal: AbortSignal): Promise<Buffer> {
    let at = address;
    for (let hop = 0; hop <= MOST_REDIRECTS; hop += 1) {
      const answer = await this.open(at, signal);
      const location = answer.headers.location;
      if (REDIRECTS.has(answer.statusCode ?? 0) && location !== undefined) {
        answer.destroy();
        if (!URL.canParse(location, at)) throw new NotBands('a redirect to nowhere');
        at = new URL(location, at).href;
        continue;
      }
      return this.read(answer);
    }
    throw new NotBands('too many redirects');
  }

  private open(address: string, signal: AbortSignal): Promise<IncomingMessage> {
    const verdict = judgeUrl(address, this.allowed);
    if (verdict === 'refused') throw new NotBands('not an address of BAND’s');
    const url = new URL(address);
    const secure = url.protocol === 'https:';
    const agent = verdict === 'public-only' ? this.agents.tls : secure ? this.agents.trustedTls : this.agents.trusted;
    const send = secure ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const request = send(url, { agent, signal, headers: { accept: 'image/*' } }, resolve);
      request.once('error', reject);
      request.end();
    });
  }

  private async read(answer: IncomingMessage): Promise<Buffer> {
    const { statusCode, headers } = answer;
    try {
      if (statusCode !== 200) throw new Error(`HTTP ${statusCode}`);
      if (!IMAGE.test(headers['content-type'] ?? '')) throw new NotBands('not a picture');
      if (Number(headers['content-length'] ?? 0) > LARGEST_PICTURE) throw new NotBands('too large');
      const chunks: Buffer[] = [];
      let size = 0;
      for await (const chunk of answer as AsyncIterable<Buffer>) {
        size += chunk.length;
        if (size > LARGEST_PICTURE) throw new NotBands('too large');
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    } finally {
      answer.destroy();
    }
  }

  /** Resolves a name and hands on its addresses only if every one of them is public. */
  private readonly publicLookup: LookupFunction = (hostname, options, callback) => {
    this.names.lookup(hostname, { ...options, all: true }, (error, found) => {
      const addresses = Array.isArray(found) ? found : [];
      if (error) return callback(error, '', 0);
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => isPublicAddress(address))) {
        return callback(new NotBands('the name leads inside'), '', 0);
      }
      if (options.all) return callback(null, addresses);
      return callback(null, first.address, first.family);
    });
  };
}
