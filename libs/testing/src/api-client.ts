import { setTimeout as sleep } from 'node:timers/promises';

/** An answer of the public API, read whole. */
export interface ApiAnswer<T = unknown> {
  status: number;
  headers: Headers;
  /** `data` of a success. */
  data: T;
  /** `error` of a failure. */
  error?: { code: string; message: string; trace_id: string; details?: Record<string, unknown>; stack?: string };
  text: string;
}

export interface RequestOptions {
  body?: unknown;
  headers?: Record<string, string>;
  timeoutMs?: number;
}

const TRIES = 10;

/** Asks again while a busy machine has no answer in time, as a person does. Only for what may be done twice. */
export async function patiently<T>(ask: () => Promise<ApiAnswer<T>>): Promise<ApiAnswer<T>> {
  let answer = await ask();
  for (let tries = 1; tries < TRIES && [503, 504].includes(answer.status); tries += 1) {
    await sleep(1_000);
    answer = await ask();
  }
  return answer;
}

/** A client of the API as one person uses it; `fetch` with JSON, a token and a bound. */
export class ApiClient {
  accessToken: string | undefined;
  refreshToken: string | undefined;
  userId = '';

  constructor(readonly base: string) {}

  async request<T>(method: string, path: string, options: RequestOptions = {}): Promise<ApiAnswer<T>> {
    const { body, headers = {}, timeoutMs = 20_000 } = options;
    const response = await fetch(`${this.base}${path}`, {
      method,
      headers: {
        ...(this.accessToken && { authorization: `Bearer ${this.accessToken}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    const parsed = (text.startsWith('{') ? JSON.parse(text) : {}) as { data?: T; error?: ApiAnswer['error'] };
    return { status: response.status, headers: response.headers, data: parsed.data as T, error: parsed.error, text };
  }

  get<T>(path: string, options?: RequestOptions): Promise<ApiAnswer<T>> {
    return this.request('GET', path, options);
  }
  post<T>(path: string, body?: unknown, options: RequestOptions = {}): Promise<ApiAnswer<T>> {
    return this.request('POST', path, { ...options, body });
  }
  put<T>(path: string, body?: unknown, options: RequestOptions = {}): Promise<ApiAnswer<T>> {
    return this.request('PUT', path, { ...options, body });
  }
  patch<T>(path: string, body?: unknown, options: RequestOptions = {}): Promise<ApiAnswer<T>> {
    return this.request('PATCH', path, { ...options, body });
  }
  delete<T>(path: string, options?: RequestOptions): Promise<ApiAnswer<T>> {
    return this.request('DELETE', path, options);
  }

  /** Takes over what a sign-in or refresh answered. */
  use(data: { access_token: string; refresh_token?: string; user?: { id: string } }): this {
    this.accessToken = data.access_token;
    this.refreshToken = data.refresh_token ?? this.refreshToken;
    this.userId = data.user?.id ?? this.userId;
    return this;
  }
}
