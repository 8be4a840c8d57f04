import type { Identity, RequestSigner } from '@dongbaejul/identity';

/** What a service answered; `data` and `error` are of the envelope. */
export interface Answer<Data> {
  status: number;
  data: Data;
  error: { code: string; message: string; details?: Record<string, unknown> };
}

/** One person's requests, signed as the gateway signs them. */
export class Client {
  constructor(
    private readonly url: string,
    private readonly signer: RequestSigner,
    private readonly identity?: Identity,
  ) {}

  async send<Data>(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<Data>> {
    const target = `/api/v1/chat${path}`;
    const signed = this.signer.sign({
      service: 'chat-socket',
      method,
      path: target,
      clientAddress: '192.0.2.1',
      ...(this.identity && { identity: this.identity }),
    });
    const response = await fetch(`${this.url}${target}`, {
      method,
      headers: { ...signed, ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const envelope = JSON.parse(await response.text()) as Pick<Answer<Data>, 'data' | 'error'>;
    return { status: response.status, data: envelope.data, error: envelope.error };
  }
}
