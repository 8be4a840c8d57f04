import { CommonErrors, EVENT_SUBSCRIBERS, EventName } from '@dongbaejul/contracts';
import { limitOf, type ListQuery, MAX_OFFSET, type PaginationDto, paginationOf } from '@dongbaejul/persistence';
import { invalidField } from '@dongbaejul/service-kit';
import { Injectable } from '@nestjs/common';
import { Job } from 'bullmq';
import { DeadLetterReason, readReason } from './dead-letter-reason';
import { EventQueue, EventQueues, isDismissed, parseJobId, QueuedEvent } from './event-queues';

/** An event that a subscriber gave up on. */
export interface DeadLetter {
  /** Names it for replay. */
  id: string;
  event_id: string;
  name: EventName;
  /** The service that gave up. */
  subscriber: string;
  aggregate_id: string;
  version: number;
  reason: DeadLetterReason;
  attempts: number;
  occurred_at: string;
  failed_at: string;
  trace_id: string;
  /** Set where its end was decided and not brought to an end: it can no longer be replayed, only dismissed again. */
  dismissed?: boolean;
}

export interface DeadLetterPage {
  /** Latest failure first. */
  items: DeadLetter[];
  pagination: PaginationDto;
  next_cursor?: string;
}

interface Position {
  failedAt: number;
  id: string;
}

const CHUNK = 100;
const SUBSCRIBERS: readonly string[] = [...new Set<string>(Object.values(EVENT_SUBSCRIBERS).flat())].sort();

const isLater = (a: Position, b: Position): boolean =>
  a.failedAt === b.failedAt ? a.id > b.id : a.failedAt > b.failedAt;

/** What gave up, in every service's queue: to be looked at, and played again. */
@Injectable()
export class DeadLetters {
  constructor(private readonly queues: EventQueues) {}

  /**
   * @param query as of every list: by page number, or after a cursor, which is not slower at any depth
   * @throws INVALID_INPUT for a cursor that is not one or a page too deep, SERVICE_UNAVAILABLE while Redis is away
   */
  async list(query: Pick<ListQuery, 'page' | 'limit' | 'size' | 'after'> = {}): Promise<DeadLetterPage> {
    const limit = Math.min(100, Math.max(1, limitOf(query)));
    const after = query.after === undefined ? undefined : readCursor(query.after);
    const page = after ? 1 : (query.page ?? 1);
    const end = page * limit;
    if (end > MAX_OFFSET)
      throw invalidField('page', '너무 뒤쪽입니다. after를 사용해 주세요.', 'is too deep; use after');
    const perQueue = await Promise.all(
      SUBSCRIBERS.map(async (subscriber) => {
        const queue = await this.queues.get(subscriber);
        const [positions, total] = await Promise.all([this.positions(queue, end + 1, after), queue.getFailedCount()]);
        return { total, positions: positions.map((position) => ({ ...position, queue })) };
      }),
    );
    const merged = perQueue.flatMap(({ positions }) => positions).sort((a, b) => (isLater(a, b) ? -1 : 1));
    const chosen = merged.slice(end - limit, end);
    const jobs = await Promise.all(chosen.map(({ queue, id }) => Job.fromId<QueuedEvent>(queue, id)));
    const last = chosen.at(-1);
    return {
      // A job may have been replayed in between.
      items: jobs.flatMap((job) => (job ? [letterOf(job)] : [])),
      pagination: paginationOf(
        perQueue.reduce((sum, { total }) => sum + total, 0),
        page,
        limit,
      ),
      ...(merged.length > end && last && { next_cursor: writeCursor(last) }),
    };
  }

  /**
   * Gives an event all its tries again. It takes effect once even if it had taken effect before.
   * @throws NOT_FOUND when there is no such dead letter (any more), CONFLICT for one that was dismissed: it would end
   *   without any effect
   */
  async replay(id: string): Promise<DeadLetter> {
    const job = await this.failed(id);
    if (isDismissed(job.data)) throw CommonErrors.CONFLICT();
    const letter = letterOf(job);
    await this.again(job);
    return letter;
  }

  /** @throws NOT_FOUND when there is no such dead letter (any more) */
  async find(id: string): Promise<DeadLetter> {
    return letterOf(await this.failed(id));
  }

  /**
   * Ends a dead letter: its subscriber notes the event as taken in, without any effect, and whoever told it waits for
   * it no more. Who decides that writes it down first.
   * @throws NOT_FOUND when there is no such dead letter (any more)
   */
  async dismiss(id: string): Promise<void> {
    const job = await this.failed(id);
    await job.updateData({ ...job.data, dismissed: true });
    await this.again(job);
  }

  private async failed(id: string): Promise<Job<QueuedEvent>> {
    const subscriber = parseJobId(id)?.subscriber;
    if (!subscriber || !SUBSCRIBERS.includes(subscriber)) throw CommonErrors.NOT_FOUND();
    const queue = await this.queues.get(subscriber);
    const job = await Job.fromId<QueuedEvent>(queue, id);
    if (!job || !(await job.isFailed())) throw CommonErrors.NOT_FOUND();
    return job;
  }

  /** @throws NOT_FOUND when somebody else was quicker */
  private async again(job: Job<QueuedEvent>): Promise<void> {
    try {
      await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
    } catch (error) {
      if (!(await job.isFailed())) throw CommonErrors.NOT_FOUND(undefined, { cause: error });
      throw error;
    }
  }

  /** The latest failures of one queue after a position; many may share a millisecond, so it reads on. */
  private async positions(queue: EventQueue, wanted: number, after?: Position): Promise<Position[]> {
    const found: Position[] = [];
    const from = after ? String(after.failedAt) : '+inf';
    for (let offset = 0; ; offset += CHUNK) {
      const key = queue.toKey('failed');
      const flat = await this.queues.redis.zrevrangebyscore(key, from, '-inf', 'WITHSCORES', 'LIMIT', offset, CHUNK);
      for (let i = 0; i < flat.length; i += 2) {
        const position = { id: flat[i] as string, failedAt: Number(flat[i + 1]) };
        if (!after || isLater(after, position)) found.push(position);
      }
      if (found.length >= wanted || flat.length < CHUNK * 2) return found.slice(0, wanted);
    }
  }
}

function letterOf(job: Job<QueuedEvent>): DeadLetter {
  const { id, name, aggregate_id, version, occurred_at, trace_id } = job.data;
  return {
    id: job.id as string,
    event_id: id,
    name,
    subscriber: parseJobId(job.id as string)?.subscriber ?? '',
    aggregate_id,
    version,
    reason: readReason(job.failedReason),
    attempts: job.attemptsMade,
    occurred_at,
    failed_at: new Date(job.finishedOn ?? 0).toISOString(),
    trace_id,
    ...(isDismissed(job.data) && { dismissed: true }),
  };
}

const writeCursor = ({ failedAt, id }: Position): string => Buffer.from(`${failedAt} ${id}`).toString('base64url');

function readCursor(cursor: string): Position {
  const [failedAt, id = ''] = Buffer.from(cursor, 'base64url').toString().split(' ');
  if (!/^\d{1,16}$/.test(failedAt ?? '') || !parseJobId(id)) {
    throw invalidField('after', '올바르지 않은 커서입니다.', 'is not a cursor of this list');
  }
  return { failedAt: Number(failedAt), id };
}
