import { AppError, EventEnvelope, isAppError } from '@dongbaejul/contracts';
import { createRedis, Shutdown, StartupTasks, toAppError } from '@dongbaejul/service-kit';
import { Injectable, Logger } from '@nestjs/common';
import { DelayedError, Job, UnrecoverableError, Worker } from 'bullmq';
import type Redis from 'ioredis';
import { MessagingOptions } from '../messaging.options';
import { KeepAlive } from '../redis/keep-alive';
import { atMost, untilReady } from '../redis/patience';
import { writeReason } from './dead-letter-reason';
import { EventHandlers } from './event-handlers';
import { eventMetrics } from './event-metrics';
import { EventQueues, isDismissed } from './event-queues';
import { Inbox } from './inbox';
import { Lanes, NotNow, Task } from './lanes';
import { inContextOf } from './on-event.decorator';

type EventJob = Job<EventEnvelope, void>;
interface Arrival extends Task {
  event: EventEnvelope;
}

const LOCK_MS = 5_000;
const STALLED_CHECK_MS = 2_000;
const DRAIN_MS = 8_000;
const CLOSE_MS = 1_000;
const COUNT_EVERY_MS = 10_000;
/** While a dependency is away events wait without using up their tries; an event this old uses them again. */
const PATIENCE_MS = 60 * 60 * 1_000;
/** Of every so many that an event runs into its deadline the log tells one. */
const OVERRUNS_TO_TELL = 3;
const LONGEST_WAIT_MS = 5_000;
/** Jobs that are taken from the queue for each transaction that may run: what waits here is worked on in groups. */
const JOBS_PER_LANE = 32;
const LARGEST_GROUP = 50;
/** Events of one key that are here at once; more of them would keep other keys' events in the queue. */
const JOBS_PER_KEY = 16;

/** Takes in this service's durable events, in every replica. */
@Injectable()
export class Consumer {
  private readonly logger = new Logger(Consumer.name);
  private redis: Redis | undefined;
  private keepAlive: KeepAlive | undefined;
  private worker: Worker<EventEnvelope, void> | undefined;
  private counting: NodeJS.Timeout | undefined;
  private readonly lanes: Lanes<Arrival, boolean>;
  private stopping = false;

  constructor(
    private readonly handlers: EventHandlers,
    private readonly inbox: Inbox,
    private readonly queues: EventQueues,
    private readonly options: MessagingOptions,
    startup: StartupTasks,
    shutdown: Shutdown,
  ) {
    this.lanes = new Lanes((arrivals) => this.takeIn(arrivals), {
      lanes: this.transactionsAtOnce,
      group: LARGEST_GROUP,
      perKey: JOBS_PER_KEY,
    });
    void startup.whenDone().then(() => this.start());
    shutdown.onDrain('events', () => this.stop());
  }

  /** Starts taking events in; waits as long as Redis is away. Called when the start-up tasks are done. */
  async start(): Promise<void> {
    if (this.handlers.isEmpty) return;
    const { config, service } = this.options;
    this.redis = createRedis(config.REDIS_URL, { name: `${service}:events-in`, blocking: true });
    this.keepAlive = new KeepAlive(this.redis);
    this.counting = setInterval(() => void this.count(), COUNT_EVERY_MS);
    this.counting.unref();
    await this.keepOpening();
  }

  /** Begins no further event and waits for those under way, 8 s at most; what is cut off then is delivered again. */
  async stop(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    clearInterval(this.counting);
    this.keepAlive?.close();
    this.lanes.stop();
    const { redis, worker } = this;
    // Without Redis closing cannot end by itself; it is enough that no handler runs.
    const closing = worker?.close();
    await atMost(DRAIN_MS, redis?.status === 'ready' ? closing : this.idle());
    // What is cut off would else be handed in again and again on the closed connection, without a pause in between.
    await atMost(CLOSE_MS, worker?.['connection'].close());
    redis?.disconnect();
    await atMost(CLOSE_MS, worker?.disconnect());
    closing?.catch(() => undefined);
  }

  private async idle(): Promise<void> {
    const until = Date.now() + DRAIN_MS;
    while (!this.lanes.isIdle && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  private async open(): Promise<boolean> {
    const worker = new Worker<EventEnvelope, void>(
      this.queues.nameOf(this.options.service),
      (job, token) => this.process(job, token),
      {
        connection: this.redis as Redis,
        prefix: this.queues.prefix,
        autorun: false,
        concurrency: this.transactionsAtOnce * JOBS_PER_LANE,
        lockDuration: LOCK_MS,
        stalledInterval: STALLED_CHECK_MS,
        maxStalledCount: 1_000,
      },
    );
    // Outages are reported once by the connection; the worker goes on by itself.
    worker.on('error', (error) => this.logger.debug({ msg: 'worker', reason: error.message }));
    try {
      await worker.waitUntilReady();
    } catch {
      await atMost(CLOSE_MS, worker.disconnect());
      return false;
    }
    this.worker = worker;
    if (this.stopping) return true;
    worker.run().catch((error: unknown) => {
      if (this.stopping) return;
      this.logger.error({ msg: 'the event worker ended; starting another', err: error });
      void this.restart();
    });
    return true;
  }

  private async restart(): Promise<void> {
    await atMost(CLOSE_MS, this.worker?.disconnect());
    await this.keepOpening();
  }

  private async keepOpening(): Promise<void> {
    while (await untilReady(this.redis as Redis, () => this.stopping)) {
      if (await this.open()) return;
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  private process(job: EventJob, token?: string): Promise<void> {
    const event = job.data;
    return inContextOf(event, async () => {
      try {
        if (isDismissed(event)) return await this.dismiss(event);
        const applied = await this.apply(job);
        eventMetrics.consumed.inc({ event: event.name, outcome: applied ? 'applied' : 'duplicate' });
        if (applied) this.measureLag(event);
        // At info: an operator follows one trace id through every service it touched.
        this.logger.log({ msg: 'event taken in', event: event.name, event_id: event.id, applied });
      } catch (error) {
        await this.fail(job, token, error);
      }
    });
  }

  /** Noted, so that it is over here for good, also when the queue is lost and the outbox brings the event again. */
  private async dismiss(event: EventEnvelope): Promise<void> {
    await this.inbox.noteOnly(event);
    eventMetrics.consumed.inc({ event: event.name, outcome: 'dismissed' });
    this.logger.log({ msg: 'event dismissed', event: event.name, event_id: event.id });
  }

  private async apply(job: EventJob): Promise<boolean> {
    const event = await this.validated(job.data).catch(async (error: unknown) => {
      if (error instanceof InvalidEvent && (await this.inbox.has(job.data))) return undefined;
      throw error;
    });
    if (!event) return false;
    return this.lanes.run({ event, key: this.handlers.queueOf(event), alone: job.attemptsMade > 0 });
  }

  private async validated(event: EventEnvelope): Promise<EventEnvelope> {
    try {
      return await this.handlers.validated(event);
    } catch (error) {
      if (isAppError(error) && error.kind === 'input') throw new InvalidEvent(error);
      throw error;
    }
  }

  private async takeIn(arrivals: Arrival[]): Promise<(boolean | undefined)[]> {
    const [first, ...others] = arrivals.map(({ event }) => event);
    if (first && others.length === 0) {
      return [await this.inbox.once(first, (session) => this.handlers.run(first, session))];
    }
    return this.inbox.together(
      arrivals.map(({ event }) => event),
      (fresh, session) => this.handlers.runTogether(fresh, session),
    );
  }

  /** @throws always: how BullMQ is told what becomes of the job */
  private async fail(job: EventJob, token: string | undefined, thrown: unknown): Promise<never> {
    const { name, id } = job.data;
    if (thrown instanceof NotNow) return this.postpone(job, token, 'given_back', 50 + Math.random() * 100);
    const error = thrown instanceof InvalidEvent ? thrown.problem : toAppError(thrown);
    const passing = error.kind === 'unavailable' || error.kind === 'timeout';
    this.noteOverrun(job, error);
    if (passing && Date.now() - job.timestamp < PATIENCE_MS) {
      return this.postpone(job, token, 'postponed', 250);
    }
    const last = thrown instanceof InvalidEvent || job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
    eventMetrics.consumed.inc({ event: name, outcome: last ? 'dead' : 'retried' });
    this.logger[last ? 'error' : 'warn']({
      msg: last ? 'an event became a dead letter' : 'an event will be tried again',
      event: name,
      event_id: id,
      attempt: job.attemptsMade + 1,
      code: error.code,
      err: error.cause ?? error,
    });
    throw withoutStack(last ? new UnrecoverableError(writeReason(error)) : new Error(writeReason(error)));
  }

  /** What never ends in its time is put back for an hour: somebody has to see it before. */
  private noteOverrun(job: EventJob, { kind, code }: AppError): void {
    if (kind !== 'timeout' || job.attemptsStarted % OVERRUNS_TO_TELL !== 0) return;
    const { name: event, id: event_id } = job.data;
    const times = job.attemptsStarted;
    this.logger.warn({ msg: 'an event runs into its deadline again and again', event, event_id, times, code });
  }

  /** Puts a job back without counting a try; the pause doubles each time it was begun. */
  private async postpone(job: EventJob, token: string | undefined, outcome: string, pauseMs: number): Promise<never> {
    eventMetrics.consumed.inc({ event: job.data.name, outcome });
    const pause = Math.min(LONGEST_WAIT_MS, pauseMs * 2 ** Math.min(job.attemptsStarted, 10));
    await job.moveToDelayed(Date.now() + pause, token);
    throw new DelayedError();
  }

  private get transactionsAtOnce(): number {
    return this.options.events?.concurrency ?? 4;
  }

  private measureLag(event: EventEnvelope): void {
    const seconds = (Date.now() - Date.parse(event.occurred_at)) / 1000;
    eventMetrics.lag.observe({ event: event.name }, Math.max(0, seconds));
  }

  private async count(): Promise<void> {
    try {
      const queue = await this.queues.get(this.options.service);
      const counts = await queue.getJobCounts('waiting', 'active', 'delayed', 'failed');
      for (const [state, jobs] of Object.entries(counts)) eventMetrics.queue.set({ state }, jobs);
    } catch {
      // Unknown while Redis is away; the gauge keeps its last value.
    }
  }
}

class InvalidEvent extends Error {
  constructor(readonly problem: AppError) {
    super(problem.message);
  }
}

/** BullMQ stores stacks in Redis; ours are in the log. */
function withoutStack(error: Error): Error {
  error.stack = error.message;
  return error;
}
