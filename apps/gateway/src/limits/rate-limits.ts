import { createRedis, limitKeyOf, LocalWindow, Shutdown, SlidingWindow } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { GatewayConfig } from '../config';
import { Decision, LeasedWindow } from './leased-window';

const UPLOAD_WINDOW_MS = 60 * 60 * 1000;
const GIVE_BACK_EVERY_MS = 2_500;

/** The edge's limits. */
@Injectable()
export class RateLimits {
  readonly generalPolicy: string;
  readonly uploadPolicy: string;
  private readonly general: LeasedWindow;
  private readonly uploads: SlidingWindow;
  private readonly localUploads = new LocalWindow();

  constructor(
    private readonly config: GatewayConfig,
    shutdown: Shutdown,
  ) {
    const redis = createRedis(config.REDIS_URL, { name: 'gateway:limits' });
    this.uploads = new SlidingWindow(redis, config.REDIS_KEY_PREFIX);
    redis.on('ready', () => this.general.askAgain());
    const windowSeconds = config.RATE_LIMIT_GENERAL_WINDOW_S;
    this.general = new LeasedWindow(this.uploads, config.RATE_LIMIT_GENERAL, windowSeconds * 1000);
    this.generalPolicy = `"general";q=${config.RATE_LIMIT_GENERAL};w=${windowSeconds}`;
    this.uploadPolicy = `"uploads";q=${config.RATE_LIMIT_UPLOADS};w=${UPLOAD_WINDOW_MS / 1000}`;
    const timer = setInterval(() => void this.general.giveBack(), GIVE_BACK_EVERY_MS);
    shutdown.onClose('rate limits', async () => {
      clearInterval(timer);
      await this.general.giveBack(true);
      redis.disconnect();
    });
  }

  takeGeneral(request: FastifyRequest): Decision | Promise<Decision> {
    return this.general.take(whose(request));
  }

  /** For what has no user yet: an upgrade. */
  async takeAddress(address: string): Promise<Decision> {
    return this.general.take(ofAddress(address));
  }

  /** Each upload asks Redis: there are few, and each costs much. */
  async takeUpload(request: FastifyRequest): Promise<Decision> {
    const key = `upload:${whose(request)}`;
    const limit = this.config.RATE_LIMIT_UPLOADS;
    const { granted, used, resetMs } = await this.uploads
      .take(key, limit, UPLOAD_WINDOW_MS)
      .catch(() => this.localUploads.take(key, limit, UPLOAD_WINDOW_MS));
    return { allowed: granted > 0, remaining: Math.max(0, limit - used), resetSeconds: Math.ceil(resetMs / 1000) };
  }
}

const ofAddress = (address: string): string => `address:${limitKeyOf(address)}`;

const whose = (request: FastifyRequest): string =>
  request.identity ? `user:${request.identity.userId}` : ofAddress(request.clientAddress ?? request.ip);
