import { Module } from '@nestjs/common';
import { Clock } from './clock';

/** One clock for all features. */
@Module({ providers: [Clock], exports: [Clock] })
export class ClockModule {}
