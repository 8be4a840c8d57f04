import type { Identity, RequestSigner } from '@dongbaejul/identity';

/** What a service answered; `data` and `error` are of the envelope. */
export interface Answer<Data> {
  status: number;
  headers: Headers;
  data: Data;
  error: { code: string; message: string; details?: Record<string, unknown>; trace_id: string };
}

export interface SendOptions {
  headers?: Record<string, string>;
  /** Sent as it is, instead of JSON. */
  raw?: string;
}

/** One person's requests, signed as the gateway signs them. */
export class Client {
  constructor(
    private readonly url: string,
    private readonly signer: RequestSigner,
    private readonly identity?: Identity,
  ) {}

  get<Data>(path: string): Promise<Answer<Data>> {
    return this.send<Data>('GET', path);
  }

  post<Data>(path: string, body?: unknown, options?: SendOptions): Promise<Answer<Data>> {
    return this.send<Data>('POST', path, body, options);
  }

  put<Data>(path: string, body?: unknown, options?: SendOptions): Promise<Answer<Data>> {
    return this.send<Data>('PUT', path, body, options);
  }

  patch<Data>(path: string, body?: unknown, options?: SendOptions): Promise<Answer<Data>> {
    return this.send<Data>('PATCH', path, body, options);
  }

  delete<Data>(path: string, options?: SendOptions): Promise<Answer<Data>> {
    return this.send<Data>('DELETE', path, undefined, options);
  }

  /** The headers of a request with which the gateway says who asks. */
  signed(method: string, path: string): Record<string, string> {
    return this.signer.sign({
      service: 'core',
      method,
      path: `/api/v1${path}`,
      clientAddress: '192.0.2.1',
      ...(this.identity && { identity: this.identity }),
    });
  }

  async send<Data>(method: string, path: string, body?: unknown, options: SendOptions = {}): Promise<Answer<Data>> {
    const target = `/api/v1${path}`;
    const signed = this.signed(method, path);
    const content = options.raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${this.url}${target}`, {
      method,
      headers: { ...signed, ...(content !== undefined && { 'content-type': 'application/json' }), ...options.headers },
      ...(content !== undefined && { body: content }),
    });
    const text = await response.text();
    const envelope = (text === '' ? {} : JSON.parse(text)) as Pick<Answer<Data>, 'data' | 'error'>;
    return { status: response.status, headers: response.headers, data: envelope.data, error: envelope.error };
  }
}
