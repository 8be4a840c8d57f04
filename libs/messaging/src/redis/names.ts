/** Names in Redis. All begin with REDIS_KEY_PREFIX, so that several platforms can share a server. */
export const names = {
  ask: (prefix: string, ask: string): string => `${prefix}:ask:${ask}`,
  askOf: (prefix: string, channel: string): string => channel.slice(`${prefix}:ask:`.length),
  askReply: (prefix: string, client: string): string => `${prefix}:ask-reply:${client}`,
  askClaim: (prefix: string, packet: string): string => `${prefix}:ask-claim:${packet}`,
  ping: (prefix: string, owner: string): string => `${prefix}:ping:${owner}`,
  hint: (prefix: string, topic: string): string => `${prefix}:hint:${topic}`,
  /** BullMQ allows no colon here. */
  eventQueue: (prefix: string, service: string): string => `${prefix.replaceAll(':', '-')}-events-${service}`,
  queueKeys: (prefix: string): string => `${prefix}:bull`,
};
