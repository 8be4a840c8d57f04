import { Injectable } from '@nestjs/common';
import axios, { AxiosInstance, AxiosResponse } from 'axios';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { BandSyncConfig } from '../config';
import { BandFailure } from './band-failure';
import { bandCallDuration, bandCalls } from './band.metrics';
import { Clock } from './clock';
import { LastAnswer } from './last-answer';

const LARGEST_REPLY = 20 * 1024 * 1024;
const AGENT = { keepAlive: true, keepAliveMsecs: 10_000, maxSockets: 16 };

export interface HttpCall {
  /** Label in metrics and errors: BAND's path. */
  endpoint: string;
  baseUrl: string;
  params: Record<string, string>;
  headers?: Record<string, string>;
  /** Sent as a form, by POST; without it the call is a GET. */
  form?: Record<string, string>;
  signal?: AbortSignal;
}

export interface HttpAnswer {
  status: number;
  body: string;
  retryAfterMs: number | undefined;
}

/**
 * One HTTP call to BAND with keep-alive and a deadline over all of it. Whatever the status, an answer is an answer;
 * what is thrown names the endpoint and never the address, whose query holds the access token.
 */
@Injectable()
export class BandHttp {
  private readonly http: AxiosInstance;
  private readonly agents = [new HttpAgent(AGENT), new HttpsAgent(AGENT)] as const;

  constructor(
    private readonly config: BandSyncConfig,
    private readonly clock: Clock,
    private readonly last: LastAnswer,
  ) {
    this.http = axios.create({
      httpAgent: this.agents[0],
      httpsAgent: this.agents[1],
      responseType: 'text',
      transformResponse: (body: unknown) => body,
      maxContentLength: LARGEST_REPLY,
      maxRedirects: 0,
      validateStatus: () => true,
      headers: { accept: 'application/json' },
    });
  }

  /**
   * @throws BandFailure `unreachable` or `timeout`; AbortError when the caller's signal fired
   */
  async send(call: HttpCall): Promise<HttpAnswer> {
    const deadline = AbortSignal.timeout(this.config.BAND_TIMEOUT_MS);
    const signal = call.signal ? AbortSignal.any([call.signal, deadline]) : deadline;
    const startedAt = this.clock.now();
    try {
      const { params, headers, form } = call;
      const response = await this.http.request<string>({
        url: call.baseUrl + call.endpoint,
        method: form ? 'POST' : 'GET',
        data: form && new URLSearchParams(form),
        params,
        headers,
        signal,
      });
      this.last.answered(response.status);
      return { status: response.status, body: response.data ?? '', retryAfterMs: retryAfter(response) };
    } catch (error) {
      call.signal?.throwIfAborted();
      throw this.failure(call.endpoint, deadline.aborted, error);
    } finally {
      bandCallDuration.observe({ endpoint: call.endpoint }, (this.clock.now() - startedAt) / 1_000);
    }
  }

  /** Lets go of idle connections; called at shutdown. */
  close(): void {
    this.agents.forEach((agent) => agent.destroy());
  }

  private failure(endpoint: string, timedOut: boolean, error: unknown): BandFailure {
    const reason = timedOut ? 'TIMEOUT' : String((error as NodeJS.ErrnoException).code ?? 'NETWORK');
    this.last.failed(reason);
    bandCalls.inc({ endpoint, result: timedOut ? 'timeout' : 'unreachable' });
    return new BandFailure(timedOut ? 'timeout' : 'unreachable', endpoint, { reason });
  }
}

function retryAfter(response: AxiosResponse): number | undefined {
  const seconds = Number(response.headers['retry-after'] ?? NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined;
}
