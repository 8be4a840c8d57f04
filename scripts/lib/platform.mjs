// The services of the platform (docs/architecture.md). An app whose folder is absent is simply not there yet.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './paths.mjs';
import { Explained } from './progress.mjs';
import { SERVICES } from './service-env.cjs';

export { SERVICES };

export const MONGODB_PORT = 27017;
export const REDIS_PORT = 6379;

const mainFile = (name) => path.join(ROOT, 'apps', name, 'src/main.ts');
export const builtFile = (name) => path.join(ROOT, 'dist/apps', name, 'main.js');

/**
 * How Node starts a built service, in production as well (docker/Dockerfile). Answers are many short-lived objects: with
 * half a young generation of 16 MB, as is usual, too many of them live long enough to be copied (docs/performance.md).
 */
export const serviceArguments = (name, ...more) => [
  '--enable-source-maps',
  '--max-semi-space-size=32',
  builtFile(name),
  ...more,
];

/** Services whose source is in this checkout. */
export const presentServices = () => SERVICES.filter(({ name }) => existsSync(mainFile(name)));

/**
 * The services a person named, or all that are present.
 * @throws Explained naming what is unknown
 */
export function chosenServices(names) {
  const present = presentServices();
  const unknown = names.filter((name) => !present.some((service) => service.name === name));
  if (unknown.length > 0) {
    const known = present.map(({ name }) => name).join(', ') || 'none yet';
    throw new Explained(`There is no service called ${unknown.join(', ')}. Services: ${known}.`);
  }
  return names.length > 0 ? present.filter(({ name }) => names.includes(name)) : present;
}

/**
 * Reads `auth=2,core=3` into { auth: 2, core: 3 }.
 * @throws Explained when it reads otherwise
 */
export function parseReplicas(text = '') {
  return Object.fromEntries(
    text
      .split(',')
      .filter(Boolean)
      .map((part) => {
        const match = /^([a-z-]+)=([1-9])$/.exec(part.trim());
        if (!match || !SERVICES.some(({ name }) => name === match[1])) {
          throw new Explained(`--replicas wants service=count (1 to 9), for example auth=2; it got "${part}".`);
        }
        return [match[1], Number(match[2])];
      }),
  );
}
