import { GRADES } from '@dongbaejul/contracts';
import { BooleanQuery } from '@dongbaejul/service-kit';
import { ApiProperty } from '@nestjs/swagger';
import { FIELDS, type Field } from '../../roster-file/columns';
import { ENTRY_STATES, type EntryState } from '../roster-entry.schema';

export class ImportQuery {
  @BooleanQuery({ description: 'Only shows what would change', default: false })
  dry_run?: boolean;
}

export class ImportCountsDto {
  @ApiProperty({ type: Number })
  new: number;

  @ApiProperty({ type: Number })
  changed: number;

  @ApiProperty({ type: Number })
  unchanged: number;

  @ApiProperty({ type: Number, description: 'Of all rows: members whom BAND shows, or whom staff named' })
  matched: number;

  @ApiProperty({ type: Number, description: 'Members of their own, whom BAND has not shown yet' })
  separate: number;

  @ApiProperty({ type: Number, description: 'Staff have to say who it is' })
  waiting: number;

  @ApiProperty({ type: Number })
  ignored: number;
}

export class RosterFieldsDto {
  @ApiProperty({ type: String })
  name: string | null;

  @ApiProperty({ type: String, nullable: true })
  band_name: string | null;

  @ApiProperty({ enum: GRADES, nullable: true })
  grade: string | null;

  @ApiProperty({ enum: ['male', 'female', 'other'], nullable: true })
  gender: string | null;

  @ApiProperty({ type: String, nullable: true })
  phone_last4: string | null;
}

export class RowChangeDto {
  @ApiProperty({ type: Number, description: 'In the file, from 1' })
  row: number;

  @ApiProperty({ type: String, nullable: true, description: 'Null for what a dry run would add' })
  id: string | null;

  @ApiProperty({ enum: ['new', 'changed'] })
  kind: 'new' | 'changed';

  @ApiProperty({ enum: ENTRY_STATES })
  state: EntryState;

  @ApiProperty({ type: String, nullable: true })
  member_id: string | null;

  @ApiProperty({ type: RosterFieldsDto, nullable: true })
  before: RosterFieldsDto | null;

  @ApiProperty({ type: RosterFieldsDto })
  after: RosterFieldsDto;
}

export class RowErrorDto {
  @ApiProperty({ type: Number, description: 'In the file, from 1' })
  row: number;

  @ApiProperty({ enum: FIELDS })
  field: Field;

  @ApiProperty({ type: String })
  message: string;
}

export class MissingDto {
  @ApiProperty({ type: String })
  id: string;

  @ApiProperty({ type: String })
  name: string;
}

export class RosterImportDto {
  @ApiProperty({ type: Boolean })
  dry_run: boolean;

  @ApiProperty({ type: Number, description: 'People in the file that could be read' })
  rows: number;

  @ApiProperty({ type: ImportCountsDto })
  counts: ImportCountsDto;

  @ApiProperty({ type: RowChangeDto, isArray: true })
  changes: RowChangeDto[];

  @ApiProperty({ type: RowErrorDto, isArray: true, description: 'Rows with errors are left out; the others count' })
  errors: RowErrorDto[];

  @ApiProperty({
    type: MissingDto,
    isArray: true,
    description: 'In the roster before, and not in this file; they stay',
  })
  missing: MissingDto[];

  @ApiProperty({ type: String, isArray: true })
  ignored_columns: string[];
}
