import { NOTIFICATION_TYPES, NotificationData, NotificationState, NotificationType } from '@dongbaejul/contracts';
import { ListQuery, PaginationDto } from '@dongbaejul/persistence';
import { BooleanQuery } from '@dongbaejul/service-kit';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { AuthorDto } from '../../members/dto/author.dto';

export class ListNotificationsQuery extends ListQuery {
  @BooleanQuery({ description: 'true: only what I have not read' })
  unread?: boolean;
}

export class NotificationDto implements NotificationState {
  @ApiProperty({ type: String, pattern: '^[0-9a-f]{24}$' })
  id: string;

  @ApiProperty({ enum: NOTIFICATION_TYPES })
  type: NotificationType;

  @ApiProperty({ type: Boolean, description: 'Passes switches, quiet hours and the digest' })
  critical: boolean;

  @ApiProperty({ type: String, description: 'One line for people' })
  text: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'Ids of what it is about, such as post_id and comment_id',
  })
  data: NotificationData;

  @ApiProperty({ type: AuthorDto, nullable: true, description: 'Who caused it' })
  actor: AuthorDto | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  read_at: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at: string;
}

export class NotificationsAnswer {
  @ApiProperty({ type: [NotificationDto] })
  notifications: NotificationDto[];

  @ApiProperty({ type: Number, description: 'Of all my notifications, whatever this page shows' })
  unread_count: number;

  @ApiProperty({ type: PaginationDto })
  pagination: PaginationDto;

  @ApiPropertyOptional({ type: String, description: 'Present while there is more; goes into after' })
  next_cursor?: string;
}
