import { Health, Shutdown } from '@dongbaejul/service-kit';
import { Module, OnModuleInit } from '@nestjs/common';
import { BandClient } from './band-client';
import { BandHttp } from './band-http';
import { BandOAuth } from './band-oauth';
import { Clock } from './clock';
import { LastAnswer } from './last-answer';
import { Retrying } from './retrying';

@Module({
  providers: [Clock, LastAnswer, BandHttp, Retrying, BandClient, BandOAuth],
  exports: [BandClient, BandOAuth, Clock],
})
export class BandClientModule implements OnModuleInit {
  constructor(
    private readonly http: BandHttp,
    private readonly last: LastAnswer,
    private readonly health: Health,
    private readonly shutdown: Shutdown,
  ) {}

  onModuleInit(): void {
    // Not for readiness: what was mirrored is served while BAND is away.
    this.health.register('band_api', () => Promise.resolve().then(() => this.last.expectGood()), { readiness: false });
    this.shutdown.onClose('BAND connections', () => this.http.close());
  }
}
