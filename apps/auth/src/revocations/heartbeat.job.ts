import { HEARTBEAT_EVERY_MS } from '@dongbaejul/identity';
import { Shutdown, StartupTasks } from '@dongbaejul/service-kit';
import { Injectable, Logger, OnModuleInit } from '@nestjs/common';
import { RevocationsService } from './revocations.service';

/** Tells the edge several times a second that nothing was missed. */
@Injectable()
export class HeartbeatJob implements OnModuleInit {
  private readonly logger = new Logger(HeartbeatJob.name);
  private timer: NodeJS.Timeout | undefined;
  private beating: Promise<void> | undefined;

  constructor(
    private readonly revocations: RevocationsService,
    private readonly startup: StartupTasks,
    private readonly shutdown: Shutdown,
  ) {}

  onModuleInit(): void {
    void this.startup.whenDone().then(() => {
      if (!this.shutdown.isDraining) this.timer = setInterval(() => this.beat(), HEARTBEAT_EVERY_MS);
    });
    this.shutdown.onClose('revocation heartbeat', async () => {
      clearInterval(this.timer);
      await this.beating;
    });
  }

  /** Silence is a signal too: without the database there is no heartbeat, and the edge asks. */
  private beat(): void {
    this.beating ??= this.revocations
      .heartbeat()
      .catch((error: unknown) => this.logger.debug({ msg: 'no heartbeat', reason: (error as Error).message }))
      .finally(() => (this.beating = undefined));
  }
}
