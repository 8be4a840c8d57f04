import type { Answer, World } from './world';

/** Sends a file as a browser's form would. */
export async function sendRoster<T>(
  world: World,
  text: string | Buffer,
  query = '',
  role = 'OPERATOR',
): Promise<Answer<T>> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(Buffer.from(text))]), '명단.csv');
  return world.sendForm<T>(`/api/v1/admin/roster/import${query}`, form, role as 'OPERATOR');
}
