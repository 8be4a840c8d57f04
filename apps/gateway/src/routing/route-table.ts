import type { BackendService } from '@dongbaejul/contracts';
import type { Access } from '@dongbaejul/identity';

export type Upstream = BackendService;
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
/** `general` counts against the general limit alone; `upload` against the upload limit as well. */
export type LimitClass = 'general' | 'upload';

export interface RouteOptions {
  limit?: LimitClass;
  /** Milliseconds until the answer must have begun. */
  timeoutMs?: number;
  /** Bytes; default is the JSON body limit. */
  bodyLimit?: number;
}

export type RouteRow = [method: Method, path: string, access: Access, options?: RouteOptions];

export interface EdgeRoute extends RouteOptions {
  method: Method;
  /** Below the API prefix; `:name` stands for one segment. */
  path: string;
  upstream: Upstream;
  access: Access;
}

export type Match =
  | { kind: 'found'; route: EdgeRoute }
  | { kind: 'method-not-allowed'; path: string; allow: string[] }
  | { kind: 'not-found' };

interface Node {
  fixed: Map<string, Node>;
  parameter?: Node;
  /** The pattern, on a node where one ends. */
  path?: string;
  methods: Map<string, Match & { kind: 'found' }>;
}

const newNode = (): Node => ({ fixed: new Map(), methods: new Map() });
const NOT_FOUND: Match = { kind: 'not-found' };

/** Finds a route by method and raw path; a fixed segment wins over a parameter, whatever the order of the rows. */
export class RouteTable {
  private readonly root = newNode();

  constructor(readonly routes: readonly EdgeRoute[]) {
    for (const route of routes) this.add(route);
  }

  /** @param path raw path below the API prefix, without query; one trailing slash is forgiven */
  match(method: string, path: string): Match {
    const node = find(this.root, segmentsOf(path), 0);
    if (!node?.path) return NOT_FOUND;
    // HEAD is GET without a body, and passes the same checks.
    const found = node.methods.get(method === 'HEAD' ? 'GET' : method);
    return found ?? { kind: 'method-not-allowed', path: node.path, allow: allowed(node) };
  }

  private add(route: EdgeRoute): void {
    let node = this.root;
    for (const segment of segmentsOf(route.path)) {
      if (segment.startsWith(':')) node = node.parameter ??= newNode();
      else {
        const next = node.fixed.get(segment) ?? newNode();
        node.fixed.set(segment, next);
        node = next;
      }
    }
    if (node.methods.has(route.method)) throw new Error(`Two rows for ${route.method} ${route.path}`);
    node.path = route.path;
    node.methods.set(route.method, { kind: 'found', route });
  }
}

function segmentsOf(path: string): string[] {
  const end = path.length > 1 && path.endsWith('/') ? path.length - 1 : path.length;
  return path.slice(1, end).split('/');
}

/** Falls back to the parameter when the fixed branch leads nowhere: `/users/profile` and `/users/:id` share a parent. */
function find(node: Node, segments: string[], at: number): Node | undefined {
  if (at === segments.length) return node;
  const segment = segments[at] ?? '';
  if (segment === '') return undefined;
  const fixed = node.fixed.get(segment);
  const deeper = fixed && find(fixed, segments, at + 1);
  if (deeper?.path) return deeper;
  return node.parameter && find(node.parameter, segments, at + 1);
}

function allowed(node: Node): string[] {
  const methods = [...node.methods.keys()];
  return methods.includes('GET') ? [...methods, 'HEAD'] : methods;
}
