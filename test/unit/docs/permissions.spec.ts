import { PERMISSIONS, ROLES } from '@dongbaejul/contracts';
import { read } from './files';

/** As the table of docs/requirements.md writes it. */
const holders = (roles: readonly string[]): string =>
  roles.length === ROLES.length ? 'every active account' : roles.map((role) => role.toLowerCase()).join(', ');

const shown = [...read('docs/requirements.md').matchAll(/^\| `([a-z-]+:[a-z]+)` *\| (.*?) *\|$/gm)].map(
  ([, permission = '', roles = '']) => [permission, [...roles.split(', ')].sort().join(', ')],
);

describe('docs/requirements.md', () => {
  it('says which roles hold which permission, as the code does', () =>
    expect(Object.fromEntries(shown)).toEqual(
      Object.fromEntries(
        Object.entries(PERMISSIONS).map(([permission, roles]) => [
          permission,
          holders(roles).split(', ').sort().join(', '),
        ]),
      ),
    ));
});
