import { DynamicModule, Global, Module, Provider, Type } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { AskClient } from './asks/ask-client';
import { AuditTrail } from './events/audit-trail';
import { Consumer } from './events/consumer';
import { DeadLetters } from './events/dead-letters';
import { EmbeddedOutbox } from './events/embedded-outbox';
import { EventHandlers } from './events/event-handlers';
import { EventQueues } from './events/event-queues';
import { HandOver } from './events/hand-over';
import { Inbox } from './events/inbox';
import { Outbox } from './events/outbox';
import { Relay } from './events/relay';
import { Hints } from './hints/hints';
import { MessagingOptions } from './messaging.options';

const OPEN_TO_ALL: Type<unknown>[] = [AskClient, Hints];
const DURABLE: Type<unknown>[] = [Outbox, AuditTrail, EmbeddedOutbox, DeadLetters, EventQueues, Relay];
const INTERNAL: Type<unknown>[] = [HandOver, EventHandlers, Inbox, Consumer];

/**
 * Asks, durable events and hints for one service. Import it once, after PersistenceModule; a service without a
 * database says `durable: false` and has asks and hints. Call `connectAsks(app)` in `setup` to answer asks.
 */
@Global()
@Module({})
export class MessagingModule {
  static forRoot(options: MessagingOptions): DynamicModule {
    const durable = options.durable ?? true;
    const providers: Provider[] = [
      { provide: MessagingOptions, useValue: options },
      ...OPEN_TO_ALL,
      ...(durable ? [...DURABLE, ...INTERNAL] : []),
    ];
    return {
      module: MessagingModule,
      imports: durable ? [DiscoveryModule] : [],
      providers,
      exports: [MessagingOptions, ...OPEN_TO_ALL, ...(durable ? DURABLE : [])],
    };
  }
}
