import { readdirSync } from 'node:fs';
import { BACKEND_SERVICES } from '@dongbaejul/contracts';
import { absolute, read } from './files';

describe("a service's README", () => {
  it.each(['gateway', ...BACKEND_SERVICES])('of %s names every folder of its source', (service) => {
    const folders = readdirSync(absolute(`apps/${service}/src`), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    const text = read(`apps/${service}/README.md`);
    expect(folders.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });
});
