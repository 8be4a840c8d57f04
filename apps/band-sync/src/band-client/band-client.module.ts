import { Shutdown } from '@dongbaejul/service-kit';
import { Module, OnModuleInit } from '@nestjs/common';
import { BandClient } from './band-client';
import { BandHttp } from './band-http';
import { BandOAuth } from './band-oauth';
import { Clock } from './clock';
import { Retrying } from './retrying';

@Module({ providers: [Clock, BandHttp, Retrying, BandClient, BandOAuth], exports: [BandClient, BandOAuth, Clock] })
export class BandClientModule implements OnModuleInit {
  constructor(
    private readonly http: BandHttp,
    private readonly shutdown: Shutdown,
  ) {}

  onModuleInit(): void {
    this.shutdown.onClose('BAND connections', () => this.http.close());
  }
}
