/**
 * Every deployable service: the port it takes by default in development, its database, and the variable by which the
 * gateway learns the addresses of its replicas. `scripts/lib/service-env.cjs` says the same to the scripts.
 */
export const SERVICES = {
  gateway: { port: 3000, database: null, addressVariable: null },
  auth: { port: 3001, database: 'dongbaejul_auth', addressVariable: 'AUTH_SERVER_URL' },
  core: { port: 3002, database: 'dongbaejul_core', addressVariable: 'CORE_SERVER_URL' },
  'chat-socket': { port: 3003, database: 'dongbaejul_chat', addressVariable: 'CHAT_SERVER_URL' },
  'band-sync': { port: 3004, database: 'dongbaejul_band', addressVariable: 'BAND_SYNC_SERVER_URL' },
  'band-emulator': { port: 3090, database: null, addressVariable: null },
} as const;

export type ServiceName = keyof typeof SERVICES;

/** The services behind the gateway: the ones that are asked, told, and proxied to. */
export type BackendService = Exclude<ServiceName, 'gateway' | 'band-emulator'>;

export type AddressVariable = (typeof SERVICES)[BackendService]['addressVariable'];

/** The services behind the gateway, in the order of the table above. */
export const BACKEND_SERVICES = (Object.keys(SERVICES) as ServiceName[]).filter(
  (name): name is BackendService => SERVICES[name].addressVariable !== null,
);
