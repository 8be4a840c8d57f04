import { Internal, RevocationSnapshot } from '@dongbaejul/identity';
import { Controller, Get, Query } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, Max, Min } from 'class-validator';
import { RevocationsService } from './revocations.service';

class SinceQuery {
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
  since: number = 0;
}

@Controller('internal/revocations')
export class RevocationsController {
  constructor(private readonly revocations: RevocationsService) {}

  @Get()
  @Internal()
  since(@Query() query: SinceQuery): Promise<RevocationSnapshot> {
    return this.revocations.snapshot(query.since);
  }
}
