import type { ServiceName } from '@dongbaejul/contracts';
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { BaseConfig } from '../config/config';
import type { HttpOptions } from '../http/create-fastify';

/** All that tells one service's process from another's. `main.ts` and the tests start from the same definition. */
export interface ServiceDefinition<C extends BaseConfig> {
  name: ServiceName;
  config: new () => C;
  /** The service's root module; ServiceKitModule with the configuration is there already. */
  module: (config: C) => DynamicModule | Type<unknown>;
  /**
   * What the service adds to the application before it listens: guards, the ask server, the proxy.
   * Runs after the service-kit's own set-up.
   */
  setup?: (app: NestFastifyApplication, config: C) => void | Promise<void>;
  /**
   * What an operator may have the service do instead of serving, by the first argument of its `main.js`. Start-up tasks
   * have been done by then; nothing listens on the service's port.
   */
  commands?: Record<string, ServiceCommand>;
  /** Differences in HTTP handling; a service behind the gateway has none. */
  http?: (config: C) => Partial<HttpOptions> & { rawBodies?: boolean; apiPrefix?: string | null };
}

/** @returns what to print, and whether it went well (the exit code) */
export type ServiceCommand = (app: NestFastifyApplication, args: string[]) => Promise<{ ok: boolean; text: string }>;
