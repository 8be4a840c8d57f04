// One emulator per test, and how a test talks to it. Importing this file sets it up.
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createEmulator } from '../src/app';
import { EmulatorConfig } from '../src/config';

// What is asked here is JSON of many shapes; `Json` lets a test look into it.
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are read field by field and compared
export type Json = any;

export const CONFIG = new EmulatorConfig();
export const BASIC = `Basic ${Buffer.from(`${CONFIG.BAND_CLIENT_ID}:${CONFIG.BAND_CLIENT_SECRET}`).toString('base64')}`;
export const CALLBACK = 'http://localhost:3000/callback?nonce=n%201';

export let app: NestFastifyApplication;
export let leader: string;
export let member: string;
export let outsider: string;

beforeEach(async () => {
  app = await createEmulator();
  const { members, outsiders } = (await app.inject('/emulator/members')).json();
  [leader, member, outsider] = [members[0].user_key, members[100].user_key, outsiders[0].user_key];
});
afterEach(() => app.close());

export const authorize = (query: Record<string, string>) =>
  app.inject({
    url: '/oauth2/authorize',
    query: { client_id: CONFIG.BAND_CLIENT_ID, response_type: 'code', redirect_uri: CALLBACK, ...query },
  });

export const exchange = (query: Record<string, string>, authorization = BASIC) =>
  app.inject({
    url: '/oauth2/token',
    query: { grant_type: 'authorization_code', ...query },
    headers: { authorization },
  });

export async function codeFor(userKey: string): Promise<string> {
  const { headers } = await authorize({ login_as: userKey });
  return new URL(String(headers.location)).searchParams.get('code') ?? '';
}

export async function signIn(userKey = leader): Promise<string> {
  return (await exchange({ code: await codeFor(userKey) })).json().access_token;
}

export const call = (path: string, token: string, query: Record<string, string> = {}) =>
  app.inject({ url: path, query: { access_token: token, band_key: CONFIG.BAND_KEY, locale: 'ko_KR', ...query } });

export const control = (path: string, payload: object) =>
  app.inject({ method: 'POST', url: `/emulator/${path}`, payload });

export async function readAll(path: string, token: string, query: Record<string, string> = {}): Promise<Json[]> {
  const items: Json[] = [];
  let params: Record<string, string> | null = { access_token: token, band_key: CONFIG.BAND_KEY, ...query };
  while (params) {
    const answer: Json = (await app.inject({ url: path, query: { ...params, locale: 'ko_KR' } })).json();
    expect(answer.result_code).toBe(1);
    items.push(...answer.result_data.items);
    params = answer.result_data.paging.next_params;
  }
  return items;
}
