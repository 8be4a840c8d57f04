import { Injectable } from '@nestjs/common';
import { Shutdown } from '../lifecycle/shutdown';
import { StartupTasks } from '../lifecycle/startup-tasks';

const CHECK_TIMEOUT_MS = 1_000;

export interface HealthCheckOptions {
  /** Whether the service is not ready while this fails. Default true. */
  readiness?: boolean;
}

interface Check extends Required<HealthCheckOptions> {
  name: string;
  run: () => Promise<void>;
}

export type CheckResult = { status: 'Connected' } | { status: 'Disconnected'; code: string };

/** What a service needs from others, asked when somebody wants to know. Answers codes, never raw messages. */
@Injectable()
export class Health {
  private readonly checks: Check[] = [];

  constructor(
    private readonly startup: StartupTasks,
    private readonly shutdown: Shutdown,
  ) {}

  /** @param run resolves when the dependency answers; it gets 1 s */
  register(name: string, run: () => Promise<void>, options: HealthCheckOptions = {}): void {
    this.checks.push({ name, run, readiness: options.readiness ?? true });
  }

  /** Every dependency with its state, in seeds/000's words. */
  async inspect(): Promise<Record<string, CheckResult>> {
    const results = await Promise.all(this.checks.map(async (check) => [check.name, await this.probe(check)] as const));
    return Object.fromEntries(results);
  }

  /** Why this process should get no traffic, or undefined when it should. */
  async notReadyBecause(): Promise<string | undefined> {
    if (this.shutdown.isDraining) return 'stopping';
    if (this.startup.pending) return this.startup.pending;
    const needed = this.checks.filter((check) => check.readiness);
    const results = await Promise.all(needed.map((check) => this.probe(check)));
    return needed.find((_, index) => results[index]?.status !== 'Connected')?.name;
  }

  private async probe(check: Check): Promise<CheckResult> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<CheckResult>((resolve) => {
      timer = setTimeout(() => resolve({ status: 'Disconnected', code: 'TIMEOUT' }), CHECK_TIMEOUT_MS);
    });
    const answer = check.run().then(
      (): CheckResult => ({ status: 'Connected' }),
      (): CheckResult => ({ status: 'Disconnected', code: 'UNREACHABLE' }),
    );
    return Promise.race([answer, tooLate]).finally(() => clearTimeout(timer));
  }
}
