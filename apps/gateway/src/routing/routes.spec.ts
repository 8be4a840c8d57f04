import { readFileSync } from 'node:fs';
import path from 'node:path';
import { load } from 'js-yaml';
import { ROUTES } from './routes';

interface Document {
  paths: Record<string, Record<string, { 'x-access'?: string | string[] }>>;
}
const METHODS = new Set(['get', 'post', 'put', 'patch', 'delete']);
/** The gateway answers these itself. */
const OWN = new Set(['GET /api/v1', 'GET /api/v1/', 'GET /api/v1/app/config']);

describe('the route table', () => {
  const document = load(readFileSync(path.resolve(__dirname, '../../../../openapi.yaml'), 'utf8')) as Document;
  const documented = Object.entries(document.paths)
    .flatMap(([route, operations]) =>
      Object.entries(operations)
        .filter(([method]) => METHODS.has(method))
        .map(
          ([method, operation]) =>
            `${method.toUpperCase()} ${route.replace(/\{(\w+)\}/g, ':id')} ${access(operation['x-access'])}`,
        ),
    )
    .filter((line) => !OWN.has(line.split(' ').slice(0, 2).join(' ')));
  const routed = ROUTES.map((row) => `${row.method} /api/v1${row.path.replace(/:\w+/g, ':id')} ${access(row.access)}`);

  it('names each documented route with the same access, and no other', () => {
    expect([...routed].sort()).toEqual([...documented].sort());
  });
});

function access(value: string | readonly string[] | undefined): string {
  return value === undefined ? 'member' : typeof value === 'string' ? value : [...value].sort().join('+');
}
