import { Injectable } from '@nestjs/common';

/**
 * How BAND did in the last call, whichever it was. A probe asks this instead of BAND, whose calls are rationed. Until
 * the first call nothing speaks against BAND.
 */
@Injectable()
export class LastAnswer {
  private failure: string | undefined;

  /** @param status HTTP status; a refusal is an answer too, only a server's failure is none */
  answered(status: number): void {
    this.failure = status >= 500 ? `HTTP ${status}` : undefined;
  }

  failed(reason: string): void {
    this.failure = reason;
  }

  /** @throws when BAND did not answer the last call */
  expectGood(): void {
    if (this.failure) throw new Error(`BAND: ${this.failure}`);
  }
}
