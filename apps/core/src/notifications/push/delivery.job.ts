import { metrics, newTraceId, runInContext, Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import { Injectable, Logger, OnModuleInit } from '@nestjs/common';
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
export class DeliveryJob implements OnModuleInit {
  private readonly logger = new Logger(DeliveryJob.name);
  private readonly underWay = new Set<Promise<void>>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private stopped = false;
  private countedAt = 0;

  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly sendDelivery: SendDelivery,
    private readonly startup: StartupTasks,
    private readonly shutdown: Shutdown,
  ) {}

  onModuleInit(): void {
    void this.startup.whenDone().then(() => {
      if (!this.stopped) this.timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    });
    this.shutdown.onClose('push deliveries', () => this.stop());
  }

  private async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.looking;
    await Promise.all(this.underWay);
  }

  private look(): void {
    this.looking ??= this.takeAll()
      .catch((error: unknown) => this.logger.warn({ msg: 'deliveries wait', reason: (error as Error).message }))
      .finally(() => (this.looking = undefined));
  }

  private async takeAll(): Promise<void> {
    await this.count();
    while (!this.stopped && this.underWay.size < SIDE_BY_SIDE) {
      const delivery = await this.deliveries.take(new Date(), LEASE_MS);
      if (!delivery) return;
      const sending: Promise<void> = runInContext({ traceId: newTraceId(), language: 'ko' }, () =>
        this.sendDelivery.run(delivery),
      )
        // It is due again after its lease.
        .catch((error: unknown) => this.logger.warn({ msg: 'a delivery failed', err: error }))
        .finally(() => {
          this.underWay.delete(sending);
          if (!this.stopped) this.look();
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
