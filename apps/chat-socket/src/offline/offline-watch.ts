import { grouped, IntervalJobs, metrics, newTraceId, runInContext } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { ChatConfig } from '../config';
import { DueRow, NoticesRepository } from './notices.repository';
import { TellOffline } from './tell-offline';

const LOOK_EVERY_MS = 1_000;
const AT_ONCE = 200;
/** What failed is left for others this long, so that it does not stand in their way. */
const TRY_AGAIN_MS = 15_000;

const late = metrics.gauge({
  name: 'chat_notifications_late_seconds',
  help: 'How long the longest waiting message is past the time at which its absent readers should be told',
});

/**
 * Every process looks for messages that nobody read in time. What is due is in the database, so it survives the process
 * that stored it; of two that find it at once one is undone by the other's commit and finds it settled.
 */
@Injectable()
export class OfflineWatch {
  private readonly logger = new Logger(OfflineWatch.name);

  constructor(
    private readonly notices: NoticesRepository,
    private readonly tellOffline: TellOffline,
    config: ChatConfig,
    jobs: IntervalJobs,
  ) {
    const everyMs = Math.min(LOOK_EVERY_MS, Math.max(50, config.NOTIFY_AFTER_MS / 2));
    jobs.start({ name: 'absent readers', everyMs, run: () => this.work() });
  }

  private async work(): Promise<void> {
    const now = Date.now();
    const rows = await this.notices.due(new Date(now), AT_ONCE);
    late.set(Math.max(0, now - (rows[0]?.notify_at?.getTime() ?? now)) / 1_000);
    for (const of of byRoom(rows).values()) {
      await runInContext({ traceId: newTraceId(), language: 'ko' }, () => this.ofRoom(of));
    }
  }

  private async ofRoom(rows: DueRow[]): Promise<void> {
    const [first] = rows;
    if (!first) return;
    const ids = rows.map((row) => row._id);
    await this.tellOffline.run(first.room_id, rows).catch(async (error: unknown) => {
      this.logger.warn({ msg: 'absent readers could not be told', room_id: String(first.room_id), err: error });
      await this.notices.postpone(ids, new Date(Date.now() + TRY_AGAIN_MS));
    });
  }
}

const byRoom = (rows: readonly DueRow[]): Map<string, DueRow[]> => grouped(rows, (row) => String(row.room_id));
