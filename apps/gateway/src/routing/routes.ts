import { rolesWith } from '@dongbaejul/contracts';
import type { EdgeRoute, RouteRow, Upstream } from './route-table';

const to = (upstream: Upstream, rows: RouteRow[]): EdgeRoute[] =>
  rows.map(([method, path, access, options]) => ({ method, path, upstream, access, ...options }));

/**
 * Every route of the public API below `/api/v1`, and who may use it. What is not here is 404.
 * A test holds this table against the services' own decorators (openapi.yaml), so the two cannot differ.
 */
export const ROUTES: EdgeRoute[] = [
  ...to('auth', [
    ['POST', '/auth/signup', 'public'],
    ['POST', '/auth/register', 'public'],
    ['POST', '/auth/login', 'public'],
    ['POST', '/auth/band/login', 'public'],
    ['POST', '/auth/band/callback', 'public', { timeoutMs: 15_000 }],
    ['POST', '/auth/refresh', 'public'],
    ['POST', '/auth/logout', 'session'],
    ['GET', '/auth/verify', 'session'],
    ['GET', '/auth/me', 'session'],
    ['POST', '/auth/email/verify', 'public'],
    ['POST', '/auth/email/resend', 'session'],
    ['POST', '/auth/email/link', 'session'],
    ['DELETE', '/auth/email/link', 'session'],
    ['POST', '/auth/password/forgot', 'public'],
    ['POST', '/auth/password/reset', 'public'],
    ['POST', '/auth/password/change', 'session'],
    ['GET', '/auth/sessions', 'session'],
    ['DELETE', '/auth/sessions/:id', 'session'],
    ['POST', '/auth/sessions/revoke-others', 'session'],
    ['GET', '/users/profile', 'session'],
    ['PUT', '/users/profile', 'session'],
    ['PATCH', '/users/profile', 'session'],
    ['GET', '/users/members', 'member'],
    ['GET', '/users/members/:id', 'member'],
    ['GET', '/users/:id', 'member'],
    ['PATCH', '/users/:id', 'member'],
    ['GET', '/admin/users', rolesWith('users:read')],
    ['POST', '/admin/users/:id/approve', rolesWith('users:approve')],
    ['POST', '/admin/users/:id/block', rolesWith('users:manage')],
    ['POST', '/admin/users/:id/unblock', rolesWith('users:manage')],
    ['PUT', '/admin/users/:id/roles', rolesWith('users:manage')],
    ['GET', '/admin/audit-logs', rolesWith('audit:read')],
    ['GET', '/admin/dead-letters', rolesWith('dead-letters:manage')],
    ['POST', '/admin/dead-letters/:id/replay', rolesWith('dead-letters:manage')],
  ]),
  ...to('core', [
    ['GET', '/posts', 'member'],
    ['POST', '/posts', 'member'],
    ['GET', '/posts/:id', 'member'],
    ['PUT', '/posts/:id', 'member'],
    ['PATCH', '/posts/:id', 'member'],
    ['DELETE', '/posts/:id', 'member'],
    ['POST', '/posts/:id/like', 'member'],
    ['GET', '/posts/:id/comments', 'member'],
    ['POST', '/posts/:id/comments', 'member'],
    ['PUT', '/posts/:id/comments/:cid', 'member'],
    ['PATCH', '/posts/:id/comments/:cid', 'member'],
    ['DELETE', '/posts/:id/comments/:cid', 'member'],
    ['POST', '/users/:id/mute', 'member'],
    ['DELETE', '/users/:id/mute', 'member'],
    ['GET', '/notifications', 'member'],
    ['POST', '/notifications/read', 'member'],
  ]),
  ...to('band-sync', [
    ['POST', '/users/sync-band', rolesWith('sync:run'), { timeoutMs: 15_000 }],
    ['GET', '/admin/sync-runs', rolesWith('sync:read')],
    ['POST', '/admin/sync-runs', rolesWith('sync:run')],
    ['GET', '/admin/sync-runs/:id', rolesWith('sync:read')],
    ['POST', '/admin/sync-runs/:id/cancel', rolesWith('sync:run')],
    ['GET', '/admin/band/connection', rolesWith('band:connect')],
    ['POST', '/admin/band/connection', rolesWith('band:connect'), { timeoutMs: 15_000 }],
    ['DELETE', '/admin/band/connection', rolesWith('band:connect')],
  ]),
];
