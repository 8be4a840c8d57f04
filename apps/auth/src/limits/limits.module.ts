import { Global, Module } from '@nestjs/common';
import { Attempts } from './attempts';
import { Throttle } from './throttle';

@Global()
@Module({ providers: [Attempts, Throttle], exports: [Attempts, Throttle] })
export class LimitsModule {}
