import { Controller, Get } from '@nestjs/common';
import { EmulatorConfig } from '../config';

@Controller()
export class HealthController {
  constructor(private readonly config: EmulatorConfig) {}

  @Get('health')
  health(): object {
    return {
      status: 'OK',
      timestamp: new Date().toISOString(),
      uptime: process.uptime(),
      version: this.config.SERVICE_VERSION,
    };
  }

  @Get('healthz')
  alive(): object {
    return { status: 'ok' };
  }

  /** Everything is in memory: what listens is ready. */
  @Get('readyz')
  ready(): object {
    return { status: 'ok' };
  }
}
