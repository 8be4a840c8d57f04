import {
  MOST_RECIPIENTS,
  NOTIFICATION_TYPES,
  NotificationData,
  NotificationRequest,
  NotificationType,
} from '@dongbaejul/contracts';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsMongoId,
  IsObject,
  IsOptional,
  IsString,
  Length,
} from 'class-validator';

/** `<service>.notification.requested`, checked on receipt. */
export class NotificationRequestedDto implements NotificationRequest {
  @IsArray()
  @ArrayMaxSize(MOST_RECIPIENTS)
  @IsMongoId({ each: true })
  member_ids: string[];

  @IsIn(NOTIFICATION_TYPES)
  type: NotificationType;

  @IsObject()
  data: NotificationData;

  @IsString()
  @Length(1, 200)
  dedupe_key: string;

  @IsOptional()
  @IsBoolean()
  critical?: boolean;
}
