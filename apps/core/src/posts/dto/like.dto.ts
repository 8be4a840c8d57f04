import { Optional } from '@dongbaejul/service-kit';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';

export class LikeDto {
  @ApiPropertyOptional({
    type: Boolean,
    description: 'How it is to be; safe to repeat. Without it: the other way round',
  })
  @Optional()
  @IsBoolean()
  liked?: boolean;
}
