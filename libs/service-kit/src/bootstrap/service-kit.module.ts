import { DynamicModule, Global, Module } from '@nestjs/common';
import { BaseConfig } from '../config/config';
import { Health } from '../health/health';
import { IntervalJobs } from '../lifecycle/interval-jobs';
import { Shutdown } from '../lifecycle/shutdown';
import { StartupTasks } from '../lifecycle/startup-tasks';

/** What every module of a service may inject: its configuration, start-up tasks, repeated jobs, shutdown steps and health. */
@Global()
@Module({})
export class ServiceKitModule {
  static forRoot(config: BaseConfig): DynamicModule {
    const providers = [
      { provide: BaseConfig, useValue: config },
      ...(config.constructor === BaseConfig ? [] : [{ provide: config.constructor, useValue: config }]),
      Shutdown,
      StartupTasks,
      IntervalJobs,
      Health,
    ];
    return { module: ServiceKitModule, providers, exports: providers };
  }
}
