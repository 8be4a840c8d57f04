import { metrics } from '@dongbaejul/service-kit';
import type { mongo } from 'mongoose';

const duration = metrics.histogram({
  name: 'db_query_duration_seconds',
  help: 'MongoDB commands, as the driver saw them',
  labelNames: ['collection', 'command', 'outcome'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
});
const connections = metrics.gauge({
  name: 'db_pool_connections',
  help: 'Connections of the MongoDB pool',
  labelNames: ['state'],
});
const waiting = metrics.gauge({ name: 'db_pool_waiting', help: 'Operations waiting for a MongoDB connection' });

/** Chatter of the driver itself: it would drown the rest. */
const QUIET = new Set(['hello', 'ismaster', 'ping', 'endSessions', 'saslStart', 'saslContinue', 'killCursors']);

/** Commands that wait on purpose are not slow queries. */
const isTail = (command: mongo.BSON.Document): boolean =>
  command.getMore !== undefined && command.maxTimeMS !== undefined;

/** Feeds db_query_duration_seconds and the pool gauges from the driver's own monitoring. */
export function recordMongoMetrics(client: mongo.MongoClient): void {
  const collections = new Map<number, string>();
  client.on('commandStarted', (event) => {
    if (QUIET.has(event.commandName) || isTail(event.command)) return;
    const name: unknown = event.commandName === 'getMore' ? event.command.collection : event.command[event.commandName];
    collections.set(event.requestId, typeof name === 'string' ? name : '-');
  });
  const observe = (event: { requestId: number; commandName: string; duration: number }, outcome: string): void => {
    const collection = collections.get(event.requestId);
    if (collection === undefined) return;
    collections.delete(event.requestId);
    duration.observe({ collection, command: event.commandName, outcome }, event.duration / 1000);
  };
  client.on('commandSucceeded', (event) => observe(event, 'ok'));
  client.on('commandFailed', (event) => observe(event, 'failed'));

  client.on('connectionCreated', () => connections.inc({ state: 'open' }));
  client.on('connectionClosed', () => connections.dec({ state: 'open' }));
  client.on('connectionCheckOutStarted', () => waiting.inc());
  client.on('connectionCheckOutFailed', () => waiting.dec());
  client.on('connectionCheckedOut', () => {
    waiting.dec();
    connections.inc({ state: 'busy' });
  });
  client.on('connectionCheckedIn', () => connections.dec({ state: 'busy' }));
}
