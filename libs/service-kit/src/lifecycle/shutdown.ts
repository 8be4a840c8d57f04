import { Injectable, Logger } from '@nestjs/common';

type Step = { name: string; run: () => Promise<void> | void };

/**
 * What a module does when the process is asked to stop. `onDrain` steps run while the port is still open (stop taking
 * new work: queues, asks); `onClose` steps run after the last request was answered (connections).
 */
@Injectable()
export class Shutdown {
  private readonly logger = new Logger(Shutdown.name);
  private readonly drainSteps: Step[] = [];
  private readonly closeSteps: Step[] = [];
  private draining = false;

  get isDraining(): boolean {
    return this.draining;
  }

  onDrain(name: string, run: Step['run']): void {
    this.drainSteps.push({ name, run });
  }

  onClose(name: string, run: Step['run']): void {
    this.closeSteps.push({ name, run });
  }

  /** Marks the process as not ready, then runs the drain steps together. */
  async drain(): Promise<void> {
    this.draining = true;
    await this.runAll(this.drainSteps.splice(0));
  }

  /** Runs the close steps, the latest registered first. */
  async close(): Promise<void> {
    for (const step of this.closeSteps.splice(0).reverse()) await this.runAll([step]);
  }

  private async runAll(steps: Step[]): Promise<void> {
    await Promise.all(
      steps.map(async ({ name, run }) => {
        try {
          await run();
        } catch (error) {
          this.logger.warn({ msg: `stopping ${name} failed`, err: error });
        }
      }),
    );
  }
}
