import { Injectable } from '@nestjs/common';

/** What time it is, for rules that a test has to run through in less than an evening. */
@Injectable()
export class Clock {
  now(): Date {
    return new Date();
  }
}
