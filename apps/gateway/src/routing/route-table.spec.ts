import { EdgeRoute, RouteTable } from './route-table';

const row = (method: EdgeRoute['method'], path: string): EdgeRoute => ({
  method,
  path,
  upstream: 'core',
  access: 'member',
});

describe('RouteTable', () => {
  const table = new RouteTable([
    row('GET', '/users/:id'),
    row('PATCH', '/users/:id'),
    row('GET', '/users/profile'),
    row('GET', '/users/:id/games/stats'),
  ]);
  const found = (method: string, path: string): string | undefined => {
    const match = table.match(method, path);
    return match.kind === 'found' ? match.route.path : undefined;
  };

  it('prefers a fixed segment over a parameter, whatever the order of rows', () => {
    expect(found('GET', '/users/profile')).toBe('/users/profile');
    expect(found('GET', '/users/65f')).toBe('/users/:id');
  });
  it('falls back to the parameter where the fixed branch ends', () => {
    expect(found('GET', '/users/profile/games/stats')).toBe('/users/:id/games/stats');
  });
  it('treats HEAD as GET and forgives one trailing slash', () => {
    expect(found('HEAD', '/users/65f/')).toBe('/users/:id');
  });
  it('tells a wrong method from an unknown path', () => {
    expect(table.match('DELETE', '/users/65f')).toEqual({
      kind: 'method-not-allowed',
      path: '/users/:id',
      allow: ['GET', 'PATCH', 'HEAD'],
    });
    expect(table.match('GET', '/users')).toEqual({ kind: 'not-found' });
    expect(table.match('GET', '/users//')).toEqual({ kind: 'not-found' });
  });
  it('refuses two rows for one route', () => {
    expect(() => new RouteTable([row('GET', '/a/:b'), row('GET', '/a/:c')])).toThrow('Two rows');
  });
});
