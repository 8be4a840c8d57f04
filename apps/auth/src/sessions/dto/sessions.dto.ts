import { IsId } from '@dongbaejul/service-kit';
import { ApiProperty } from '@nestjs/swagger';
import type { Session } from '../session.schema';

export class SessionIdDto {
  @IsId()
  @ApiProperty()
  id: string;
}

export class SessionDto {
  @ApiProperty()
  id: string;

  @ApiProperty({ description: 'As the client named itself (User-Agent)' })
  device: string;

  @ApiProperty({ description: 'Where the sign-in came from' })
  address: string;

  @ApiProperty({ enum: ['password', 'band'] })
  method: Session['method'];

  @ApiProperty({ description: 'Whether a second factor was shown' })
  second_factor: boolean;

  @ApiProperty({ description: 'Whether it is the session of this request' })
  current: boolean;

  @ApiProperty({ format: 'date-time' })
  created_at: string;

  @ApiProperty({ format: 'date-time' })
  last_used_at: string;

  @ApiProperty({ format: 'date-time', description: 'Moves with each refresh' })
  expires_at: string;
}

export class SessionsDto {
  @ApiProperty({ type: [SessionDto], description: 'At most 100' })
  sessions: SessionDto[];
}

export class OthersEndedDto {
  @ApiProperty({ enum: ['success'] })
  message: 'success';

  @ApiProperty()
  ended: number;
}

export const sessionsOf = (sessions: readonly Session[], currentId: string): SessionsDto => ({
  sessions: sessions.map((session) => ({
    id: session._id.toHexString(),
    device: session.device,
    address: session.address,
    method: session.method,
    second_factor: session.secondFactor,
    current: session._id.toHexString() === currentId,
    created_at: session.createdAt.toISOString(),
    last_used_at: session.lastUsedAt.toISOString(),
    expires_at: session.expiresAt.toISOString(),
  })),
});
