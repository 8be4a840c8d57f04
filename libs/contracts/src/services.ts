/** Every deployable service, with the port it takes by default in development. */
export const SERVICES = {
  gateway: { port: 3000, database: null },
  auth: { port: 3001, database: 'dongbaejul_auth' },
  core: { port: 3002, database: 'dongbaejul_core' },
  'chat-socket': { port: 3003, database: 'dongbaejul_chat' },
  'band-sync': { port: 3004, database: 'dongbaejul_band' },
  'band-emulator': { port: 3090, database: null },
} as const;

export type ServiceName = keyof typeof SERVICES;

/** The services behind the gateway: the ones that are asked, told, and proxied to. */
export type BackendService = Exclude<ServiceName, 'gateway' | 'band-emulator'>;
