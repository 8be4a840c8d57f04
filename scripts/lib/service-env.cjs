// The services, and the environment each is given in development: the one table that `npm run up`, `yarn start:dev`
// and the tests share. CommonJS, because Jest's tests require it too.

/** Order is that of starting and listing; stopping goes backwards. */
const SERVICES = [
  { name: 'band-emulator', port: 3090, database: null, addressVariable: null },
  { name: 'auth', port: 3001, database: 'dongbaejul_auth', addressVariable: 'AUTH_SERVER_URL' },
  { name: 'core', port: 3002, database: 'dongbaejul_core', addressVariable: 'CORE_SERVER_URL' },
  { name: 'chat-socket', port: 3003, database: 'dongbaejul_chat', addressVariable: 'CHAT_SERVER_URL' },
  { name: 'band-sync', port: 3004, database: 'dongbaejul_band', addressVariable: 'BAND_SYNC_SERVER_URL' },
  { name: 'gateway', port: 3000, database: null, addressVariable: null },
];

/** Metrics have a port of their own, 9400 for the gateway's 3000 and so on. */
const metricsPort = (port) => 9400 + (port - 3000);

/** The band that the emulator serves. */
const DEMO_BAND = { CLUB_ID: 'dongbaejul', BAND_KEY: 'AADdongbaejulDemoBand000' };

const pick = (from, names) => Object.fromEntries(names.map((name) => [name, from[name]]));

const NEEDS_BAND = { auth: true, 'band-sync': true };

/**
 * The variables of one process.
 * @param name the service
 * @param platform
 *   port, metricsPort of this process; host to listen on;
 *   addresses: service name → list of base URLs of its replicas;
 *   mongodbUri, redisUrl; secrets (dev-secrets.mjs); jwtKeyFile; logFolder (optional); logLevel (optional);
 *   autoConnect: whether band-sync connects the demo band by itself; nodeEnv (default development)
 */
function serviceEnvironment(name, platform) {
  const service = SERVICES.find((one) => one.name === name);
  const { addresses, secrets } = platform;
  const emulator = addresses['band-emulator']?.[0];
  const env = {
    NODE_ENV: platform.nodeEnv ?? 'development',
    HOST: platform.host ?? '127.0.0.1',
    PORT: String(platform.port),
    LOG_LEVEL: platform.logLevel ?? 'info',
  };
  if (name === 'band-emulator') {
    return { ...env, ...pick(secrets, ['BAND_CLIENT_ID', 'BAND_CLIENT_SECRET']), BAND_KEY: DEMO_BAND.BAND_KEY };
  }
  Object.assign(env, {
    METRICS_PORT: String(platform.metricsPort ?? 0),
    REDIS_URL: platform.redisUrl,
    GATEWAY_SIGNING_SECRET: secrets.GATEWAY_SIGNING_SECRET,
    ...(platform.logFolder && { LOG_DIR: platform.logFolder }),
    ...(service.database && { MONGODB_URI: platform.mongodbUri, MONGODB_DB_NAME: service.database }),
  });
  if (NEEDS_BAND[name]) {
    Object.assign(env, DEMO_BAND, { BAND_API_URL: emulator, BAND_AUTH_URL: emulator });
    Object.assign(env, pick(secrets, ['BAND_CLIENT_ID', 'BAND_CLIENT_SECRET', 'DATA_ENCRYPTION_KEY']));
  }
  if (name === 'core' && secrets.VAPID_PRIVATE_KEY) {
    Object.assign(env, { ...pick(secrets, ['VAPID_PRIVATE_KEY']), VAPID_SUBJECT: 'mailto:staff@dongbaejul.test' });
  }
  if (name === 'auth') {
    env.JWT_PRIVATE_KEY_FILE = platform.jwtKeyFile;
    env.ALLOWED_ORIGINS = originsAt(addresses.gateway?.[0]);
  }
  if (name === 'band-sync') env.AUTO_CONNECT = String(platform.autoConnect ?? true);
  if (name === 'gateway') Object.assign(env, gatewayEnvironment(platform));
  if (name === 'chat-socket') {
    env.AUTH_SERVER_URL = (addresses.auth ?? []).join(',');
    env.ALLOWED_ORIGINS = originsAt(addresses.gateway?.[0]);
  }
  return env;
}

/** Browser origins of development: the gateway's own, for its documentation, and a web app beside it. */
const allowedOrigins = (port) =>
  [`http://localhost:${port}`, `http://127.0.0.1:${port}`, 'http://localhost:8080'].join(',');

const originsAt = (gateway) => allowedOrigins(gateway ? new URL(gateway).port : 3000);

/** Each service's replicas, comma-separated; a service that is not in this checkout has no variable. */
function gatewayEnvironment({ port, addresses }) {
  const upstreams = SERVICES.filter(({ name, addressVariable }) => addressVariable && addresses[name]?.length > 0);
  return {
    ALLOWED_ORIGINS: allowedOrigins(port),
    ...Object.fromEntries(upstreams.map(({ name, addressVariable }) => [addressVariable, addresses[name].join(',')])),
  };
}

module.exports = { SERVICES, DEMO_BAND, metricsPort, serviceEnvironment };
