import { ApiProperty } from '@nestjs/swagger';

class AppLimitsDto {
  @ApiProperty({ description: 'Requests per window and user' })
  requests: number;
  @ApiProperty({ description: 'Length of the window in seconds' })
  window_seconds: number;
  @ApiProperty({ description: 'Uploads per hour' })
  uploads_per_hour: number;
  @ApiProperty({ description: 'Largest upload in bytes' })
  upload_bytes: number;
  @ApiProperty({ description: 'Largest JSON body in bytes' })
  body_bytes: number;
}

export class AppConfigDto {
  @ApiProperty({ description: 'Older versions of the app must update', example: '1.0.0' })
  min_version: string;
  @ApiProperty({ example: '1.0.0' })
  latest_version: string;
  @ApiProperty({ description: 'Whether the club is closed for maintenance' })
  maintenance: boolean;
  @ApiProperty()
  limits: AppLimitsDto;
}

export class GreetingDto {
  @ApiProperty({ example: 'Gateway is running' })
  message: string;
}
