import { applyDecorators, HttpStatus } from '@nestjs/common';
import { ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { SyncStartedDto } from './dto/sync-run.dto';

/** Documents the 202 of a route that waits for a run only so long. */
export const ApiStarted = (): MethodDecorator =>
  applyDecorators(
    ApiResponse({
      status: HttpStatus.ACCEPTED,
      description: 'It takes longer; see GET /admin/sync-runs/{run_id}',
      schema: {
        type: 'object',
        required: ['status', 'data'],
        properties: { status: { type: 'string', enum: ['ok'] }, data: { $ref: getSchemaPath(SyncStartedDto) } },
      },
    }),
  );
