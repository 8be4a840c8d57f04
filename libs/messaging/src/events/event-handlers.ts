import { EVENT_SUBSCRIBERS, EventEnvelope, EventName } from '@dongbaejul/contracts';
import { invalidInput } from '@dongbaejul/service-kit';
import { Injectable, Logger, OnModuleInit, Type } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import type { ClientSession } from 'mongoose';
import { MessagingOptions } from '../messaging.options';
import { inContextOf, subscriptionsOf } from './on-event.decorator';

interface Subscriber {
  where: string;
  dto?: Type<object>;
  queueBy?: (event: EventEnvelope) => string;
  /** Whether `run` takes several at once for its own sake. */
  many: boolean;
  run: (events: EventEnvelope[], session: ClientSession) => Promise<void>;
}

/** A transaction takes no further event after this: it holds what others want to write. */
const LONGEST_TOGETHER_MS = 200;

/** The @OnEvent methods of this service. */
@Injectable()
export class EventHandlers implements OnModuleInit {
  private readonly logger = new Logger(EventHandlers.name);
  private readonly byName = new Map<string, Subscriber[]>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly scanner: MetadataScanner,
    private readonly options: MessagingOptions,
  ) {}

  onModuleInit(): void {
    for (const { instance } of this.discovery.getProviders()) {
      if (typeof instance === 'object' && instance !== null) this.collect(instance as Record<string, unknown>);
    }
    for (const name of expectedOf(this.options.service)) {
      if (!this.byName.has(name))
        this.logger.warn({ msg: 'nothing here hears an event that is sent here', event: name });
    }
  }

  /** Whether this service hears anything. */
  get isEmpty(): boolean {
    return this.byName.size === 0;
  }

  /**
   * Runs an event's methods, one after another, in the caller's transaction.
   * @throws NoHandler where there is none, or what a method throws
   */
  async run(event: EventEnvelope, session: ClientSession): Promise<void> {
    await this.runAll(event.name, [event], session);
  }

  /**
   * Runs the methods of several events, those of one name after another, until time is up.
   * @returns the events that were run, at least one
   * @throws what a method throws, whichever event it was
   */
  async runTogether(events: readonly EventEnvelope[], session: ClientSession): Promise<EventEnvelope[]> {
    const until = Date.now() + LONGEST_TOGETHER_MS;
    const done: EventEnvelope[] = [];
    for (const name of new Set(events.map((event) => event.name))) {
      const all = events.filter((event) => event.name === name);
      const parts = this.of(name).some(({ many }) => many) ? [all] : all.map((event) => [event]);
      for (const part of parts) {
        if (done.length > 0 && Date.now() > until) return done;
        await this.runAll(name, part, session);
        done.push(...part);
      }
    }
    return done;
  }

  private async runAll(name: string, events: EventEnvelope[], session: ClientSession): Promise<void> {
    for (const subscriber of this.of(name)) await subscriber.run(events, session);
  }

  /**
   * The event with its payload checked.
   * @throws INVALID_INPUT when it does not fit, NoHandler where nobody hears it
   */
  async validated(event: EventEnvelope): Promise<EventEnvelope> {
    const dto = this.of(event.name).find((subscriber) => subscriber.dto)?.dto;
    if (!dto) return event;
    const payload = plainToInstance(dto, event.payload);
    const problems = await validate(payload, { whitelist: true, validationError: { target: false } });
    if (problems.length > 0) throw invalidInput(problems);
    return { ...event, payload: payload as EventEnvelope['payload'] };
  }

  /** Events with the same key are worked on one after another. */
  queueOf(event: EventEnvelope): string {
    const queueBy = this.of(event.name).find((subscriber) => subscriber.queueBy)?.queueBy;
    return queueBy ? queueBy(event) : `${event.name}:${event.aggregate_id}`;
  }

  private of(name: string): Subscriber[] {
    const subscribers = this.byName.get(name);
    if (!subscribers) throw new Error(`Nothing in ${this.options.service} hears ${name}`);
    return subscribers;
  }

  private collect(instance: Record<string, unknown>): void {
    for (const key of this.scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object)) {
      const method = instance[key] as Method | undefined;
      if (typeof method !== 'function') continue;
      for (const { name, dto, queueBy, many = false } of subscriptionsOf(method)) {
        if (!expectedOf(this.options.service).includes(name)) {
          throw new Error(`${name} is never sent to ${this.options.service}: see EVENT_SUBSCRIBERS`);
        }
        const run = many ? method.bind(instance) : oneByOne(method.bind(instance));
        const subscriber = { where: key, many, run, ...(dto && { dto }), ...(queueBy && { queueBy }) };
        this.byName.set(name, [...(this.byName.get(name) ?? []), subscriber]);
      }
    }
  }
}

type Method = (events: unknown, session: ClientSession) => Promise<void>;

const oneByOne =
  (method: Method): Subscriber['run'] =>
  async (events, session) => {
    for (const event of events) await inContextOf(event, () => method(event, session));
  };

const expectedOf = (service: string): EventName[] =>
  (Object.keys(EVENT_SUBSCRIBERS) as EventName[]).filter((name) =>
    (EVENT_SUBSCRIBERS[name] as readonly string[]).includes(service),
  );
