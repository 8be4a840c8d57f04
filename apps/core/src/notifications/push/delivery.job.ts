import { IntervalJob, IntervalJobs, metrics, newTraceId, runInContext, Shutdown } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { DeliveriesRepository } from './deliveries.repository';
import { SEND_TIMEOUT_MS } from './push-transport';
import { SendDelivery } from './send-delivery';

const LOOK_EVERY_MS = 300;
const SIDE_BY_SIDE = 16;
/** Longer than a send may take, so that nobody else takes what is still being sent. */
const LEASE_MS = 3 * SEND_TIMEOUT_MS;
const COUNT_EVERY_MS = 10_000;

const overdue = metrics.gauge({ name: 'push_deliveries_overdue', help: 'Messages to devices that are due' });

/** Sends what is due, in every replica; each delivery is taken by one of them. */
@Injectable()
export class DeliveryJob {
  private readonly logger = new Logger(DeliveryJob.name);
  private readonly underWay = new Set<Promise<void>>();
  private readonly looking: IntervalJob;
  private countedAt = 0;

  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly sendDelivery: SendDelivery,
    jobs: IntervalJobs,
    shutdown: Shutdown,
  ) {
    // Steps of the close run backwards: first nothing more is taken, then what was taken ends.
    shutdown.onClose('push deliveries under way', () => Promise.all(this.underWay).then(() => undefined));
    const run = (signal: AbortSignal): Promise<void> => this.takeAll(signal);
    this.looking = jobs.start({ name: 'push deliveries', everyMs: LOOK_EVERY_MS, run, until: 'close' });
  }

  private async takeAll(signal: AbortSignal): Promise<void> {
    await this.count();
    while (!signal.aborted && this.underWay.size < SIDE_BY_SIDE) {
      const delivery = await this.deliveries.take(new Date(), LEASE_MS);
      if (!delivery) return;
      const sending: Promise<void> = runInContext({ traceId: newTraceId(), language: 'ko' }, () =>
        this.sendDelivery.run(delivery),
      )
        // It is due again after its lease.
        .catch((error: unknown) => this.logger.warn({ msg: 'what became of a delivery was not noted', err: error }))
        .finally(() => {
          this.underWay.delete(sending);
          this.looking.trigger();
        });
      this.underWay.add(sending);
    }
  }

  private async count(): Promise<void> {
    if (Date.now() - this.countedAt < COUNT_EVERY_MS) return;
    this.countedAt = Date.now();
    overdue.set(await this.deliveries.countOverdue(new Date()));
  }
}
