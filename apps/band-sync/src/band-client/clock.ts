import { Injectable } from '@nestjs/common';
import { setTimeout as pause } from 'node:timers/promises';

/** Time as the client sees it; unit tests bring their own. */
@Injectable()
export class Clock {
  now(): number {
    return Date.now();
  }

  random(): number {
    return Math.random();
  }

  /** @throws AbortError when the signal fires first */
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await pause(ms, undefined, { signal });
  }
}
