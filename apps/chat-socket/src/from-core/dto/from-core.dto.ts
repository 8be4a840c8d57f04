import {
  BoardChanged,
  BoardView,
  GAME_CHANGES,
  GameChange,
  GameChanged,
  GameState,
  MEETING_CHANGES,
  MeetingChange,
  MeetingChanged,
  MeetingState,
  MuteState,
  NotificationCreated,
  NotificationState,
} from '@dongbaejul/contracts';
import { IsBoolean, IsIn, IsInt, IsMongoId, IsOptional, ValidateBy } from 'class-validator';

/** A state of core's that is handed on as it is: what is read of it here has to be there. */
const HasTexts = (...fields: string[]): PropertyDecorator =>
  ValidateBy({
    name: 'hasTexts',
    validator: {
      validate: (value: unknown) =>
        typeof value === 'object' &&
        value !== null &&
        fields.every((field) => typeof (value as Record<string, unknown>)[field] === 'string'),
      defaultMessage: () => `must be an object with ${fields.join(', ')}`,
    },
  });

export class NotificationCreatedDto implements NotificationCreated {
  @IsMongoId()
  member_id: string;

  @HasTexts('id', 'type', 'text')
  notification: NotificationState;

  @IsBoolean()
  silent: boolean;
}

export class GameChangedDto implements GameChanged {
  @HasTexts('id', 'status')
  game: GameState;

  @IsIn(GAME_CHANGES)
  change: GameChange;

  @IsMongoId()
  updated_by: string;
}

export class BoardChangedDto implements BoardChanged {
  @HasTexts('meeting_id')
  board: BoardView;
}

export class MeetingChangedDto implements MeetingChanged {
  @HasTexts('id', 'status')
  meeting: MeetingState;

  @IsIn(MEETING_CHANGES)
  change: MeetingChange;

  @IsOptional()
  @IsMongoId()
  updated_by: string | null;
}

export class MuteChangedDto implements MuteState {
  @IsMongoId()
  muter_id: string;

  @IsMongoId()
  muted_id: string;

  @IsBoolean()
  muted: boolean;

  @IsInt()
  version: number;
}
