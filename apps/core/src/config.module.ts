import { DynamicModule, Module } from '@nestjs/common';
import { CoreConfig } from './config';

/** The configuration, for whoever is configured by more than what the libs take. */
@Module({})
export class ConfigModule {
  static forRoot(config: CoreConfig): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: CoreConfig, useValue: config }],
      exports: [CoreConfig],
    };
  }
}
