import { readdirSync } from 'node:fs';
import { absolute, filesBelow, read } from './files';

/** OpenAPI knows a schema by its class's name: of two classes with one name, one would be documented as the other. */
describe('the schemas of OpenAPI', () => {
  it.each(readdirSync(absolute('apps')))('have a name each: %s', (app) => {
    const named = new Map<string, string[]>();
    for (const file of filesBelow(`apps/${app}/src`, '.ts')) {
      const text = read(file);
      if (file.endsWith('.spec.ts') || !text.includes('@Api')) continue;
      for (const [, name = ''] of text.matchAll(/^(?:export )?class (\w+)/gm)) {
        named.set(name, [...(named.get(name) ?? []), file]);
      }
    }
    expect([...named].filter(([, files]) => files.length > 1)).toEqual([]);
  });
});
