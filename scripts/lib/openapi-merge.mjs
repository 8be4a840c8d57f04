// One OpenAPI document out of the services' own. Same input, same output, whatever the order things were found in.
import { isDeepStrictEqual } from 'node:util';

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'];
const PREFIX = '/api/v1';

const sorted = (object) => Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));

/**
 * @param parts [{ service, document }]
 * @param info title, version and description of the result
 * @returns the merged document: paths under /api/v1, each operation tagged, shared schemas once
 * @throws Error listing every conflict: one operation in two services, one name for two different things
 */
export function mergeOpenApi(parts, info) {
  const conflicts = [];
  const paths = {};
  const components = {};
  const owners = new Map();
  const tags = new Map();

  const claim = (kind, name, service) => {
    const key = `${kind} ${name}`;
    if (owners.has(key)) conflicts.push(`${kind} ${name} is in both ${owners.get(key)} and ${service}`);
    owners.set(key, service);
  };

  for (const { service, document } of [...parts].sort((a, b) => (a.service < b.service ? -1 : 1))) {
    for (const [path, item] of Object.entries(document.paths ?? {})) {
      if (path !== PREFIX && !path.startsWith(`${PREFIX}/`)) continue;
      for (const [key, operation] of Object.entries(item)) {
        if (!METHODS.includes(key)) continue;
        claim('operation', `${key.toUpperCase()} ${path}`, service);
        if (operation.operationId) claim('operationId', operation.operationId, service);
        const own = operation.tags?.length > 0 ? operation.tags : [service];
        for (const tag of own) tags.set(tag, tags.has(tag) ? [...new Set([...tags.get(tag), service])] : [service]);
        (paths[path] ??= {})[key] = { ...operation, tags: own };
      }
      // Parameters and the like that hold for all methods of a path.
      for (const [key, value] of Object.entries(item)) if (!METHODS.includes(key)) (paths[path] ??= {})[key] = value;
    }
    for (const [kind, entries] of Object.entries(document.components ?? {})) {
      for (const [name, content] of Object.entries(entries)) {
        const known = components[kind]?.[name];
        if (known === undefined) {
          (components[kind] ??= {})[name] = content;
          owners.set(`${kind} ${name}`, service);
        } else if (!isDeepStrictEqual(known, content)) {
          conflicts.push(`${kind} ${name} differs between ${owners.get(`${kind} ${name}`)} and ${service}: rename one`);
        }
      }
    }
  }
  if (conflicts.length > 0)
    throw new Error(`The services' API documents do not fit together:\n  ${conflicts.join('\n  ')}`);

  return {
    openapi: '3.0.3',
    info,
    servers: [{ url: '/', description: 'The gateway this document comes from' }],
    tags: [...tags].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, services]) => tagEntry(name, services)),
    security: parts.map(({ document }) => document.security).find(Boolean) ?? [{ bearer: [] }],
    paths: sorted(Object.fromEntries(Object.entries(paths).map(([path, item]) => [path, inMethodOrder(item)]))),
    components: sorted(
      Object.fromEntries(Object.entries(components).map(([kind, entries]) => [kind, sorted(entries)])),
    ),
  };
}

const tagEntry = (name, services) =>
  services.length === 1 && services[0] === name ? { name } : { name, description: `Served by ${services.join(', ')}` };

function inMethodOrder(item) {
  const keys = [
    ...Object.keys(item)
      .filter((key) => !METHODS.includes(key))
      .sort(),
    ...METHODS.filter((key) => key in item),
  ];
  return Object.fromEntries(keys.map((key) => [key, item[key]]));
}
