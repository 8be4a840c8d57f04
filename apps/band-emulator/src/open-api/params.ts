import { invalid, missing } from './band.errors';

/** A call's parameters, read one by one with BAND's own error codes. */
export class Params {
  constructor(private readonly values: Readonly<Record<string, unknown>>) {}

  optional(name: string): string | undefined {
    const value = this.values[name];
    if (value === undefined || value === '') return undefined;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw invalid(`${name} is not a text`);
  }

  required(name: string): string {
    const value = this.optional(name);
    if (value === undefined) throw missing(name);
    return value;
  }

  wholeNumber(name: string, fallback: number, max: number): number {
    const value = this.optional(name);
    if (value === undefined) return fallback;
    if (!/^[1-9]\d{0,5}$/.test(value) || Number(value) > max) throw invalid(`${name} is from 1 to ${max}`);
    return Number(value);
  }
}
