// What benches fill databases with is made by the code that the services use, not by a copy of it.
import { transformFileSync } from '@swc/core';
import path from 'node:path';
import { ROOT } from '../../scripts/lib/paths.mjs';

/** @param file from the root, in TypeScript and without imports. @returns what it exports */
export async function productCode(file) {
  const { code } = transformFileSync(path.join(ROOT, file), {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'es6' },
  });
  return import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
}

/** What posts, comments and messages are found by. */
export const searchText = () => productCode('libs/search/src/search-text.ts');
