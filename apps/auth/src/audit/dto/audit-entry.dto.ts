import { AuditEntry, Role, ROLES } from '@dongbaejul/contracts';
import { Allow, IsArray, IsIn, IsOptional, IsString, MaxLength, MinLength, registerDecorator } from 'class-validator';

const LARGEST_SNAPSHOT = 16 * 1024;

/** Any JSON value of 16 KB at most. */
const SmallSnapshot = (): PropertyDecorator => (target, property) =>
  registerDecorator({
    name: 'smallSnapshot',
    target: target.constructor,
    propertyName: property as string,
    options: { message: 'is too large for an audit row' },
    validator: { validate: (value: unknown) => (JSON.stringify(value) ?? '').length <= LARGEST_SNAPSHOT },
  });

/** What other services tell the log. */
export class AuditEntryDto implements AuditEntry {
  @IsOptional()
  @IsString()
  @MaxLength(100)
  actor_id: string | null;

  @IsArray()
  @IsIn(ROLES, { each: true })
  actor_roles: Role[];

  @IsOptional()
  @IsString()
  @MaxLength(100)
  client_address: string | null;

  @IsString()
  @MinLength(1)
  @MaxLength(100)
  action: string;

  @IsString()
  @MinLength(1)
  @MaxLength(100)
  object_type: string;

  @IsString()
  @MinLength(1)
  @MaxLength(200)
  object_id: string;

  @Allow()
  @SmallSnapshot()
  before: unknown;

  @Allow()
  @SmallSnapshot()
  after: unknown;

  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  reason: string | null;
}
