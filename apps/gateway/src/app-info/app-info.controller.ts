import { Public } from '@dongbaejul/identity';
import { ApiAnswer, JSON_BODY_LIMIT } from '@dongbaejul/service-kit';
import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { GatewayConfig } from '../config';
import { AppConfigDto, GreetingDto } from './app-info.dto';

/** Largest upload, told to the app. */
const UPLOAD_BYTES = 20 * 1024 * 1024;

/** The two routes that the gateway answers itself. */
@ApiTags('gateway')
@Controller()
export class AppInfoController {
  constructor(private readonly config: GatewayConfig) {}

  @Get()
  @Public()
  @ApiOperation({ summary: 'Whether the gateway answers' })
  @ApiAnswer(GreetingDto, { description: 'The gateway answers' })
  greet(): GreetingDto {
    return { message: 'Gateway is running' };
  }

  @Get('app/config')
  @Public()
  @ApiOperation({ summary: 'Versions, maintenance and limits, for the app before anyone signs in' })
  @ApiAnswer(AppConfigDto, { description: 'What the app needs to know before anyone signs in' })
  appConfig(): AppConfigDto {
    return {
      min_version: this.config.APP_MIN_VERSION,
      latest_version: this.config.APP_LATEST_VERSION,
      maintenance: this.config.MAINTENANCE,
      limits: {
        requests: this.config.RATE_LIMIT_GENERAL,
        window_seconds: this.config.RATE_LIMIT_GENERAL_WINDOW_S,
        uploads_per_hour: this.config.RATE_LIMIT_UPLOADS,
        upload_bytes: UPLOAD_BYTES,
        body_bytes: JSON_BODY_LIMIT,
      },
    };
  }
}
