import { Optional } from '@dongbaejul/service-kit';
import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional, ApiPropertyOptions } from '@nestjs/swagger';
import { plainToInstance, Transform } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, Max, Min, registerDecorator, validateSync } from 'class-validator';
import { PRESETS, RULE_PRESETS, RulePreset, ScoreRule } from '../score-rules';

/** A rule of the club's own, as a client sends it. */
export class CustomRuleDto {
  @IsIn(['custom'])
  preset: 'custom';

  @IsInt()
  @Min(1)
  @Max(3)
  sets_to_win: number;

  @IsInt()
  @Min(3)
  @Max(50)
  target: number;

  @IsBoolean()
  deuce: boolean;

  @Optional()
  @IsInt()
  @Min(3)
  @Max(99)
  cap?: number;
}

export type RuleInput = RulePreset | CustomRuleDto | ScoreRule;

const isPreset = (value: unknown): value is RulePreset => RULE_PRESETS.includes(value as RulePreset);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What is said besides a preset's name is what the preset says as well. */
const agrees = (said: Record<string, unknown>, preset: ScoreRule): boolean =>
  Object.entries(said).every(
    ([field, value]) => Object.hasOwn(preset, field) && preset[field as keyof ScoreRule] === value,
  );

/** A preset by name or as an answer shows it, or a rule of one's own. Anything else is refused. */
function isRule(value: unknown): boolean {
  if (isPreset(value)) return true;
  if (!isObject(value)) return false;
  if (isPreset(value.preset)) return agrees(value, PRESETS[value.preset]);
  const problems = validateSync(plainToInstance(CustomRuleDto, value), { whitelist: true, forbidNonWhitelisted: true });
  if (problems.length > 0) return false;
  const { deuce, target, cap } = value as unknown as CustomRuleDto;
  return cap === undefined || (deuce ? cap >= target : cap === target);
}

/** The rule behind what @Rule let through. */
export function ruleFrom(value: RuleInput): ScoreRule {
  const preset = isPreset(value) ? value : value.preset;
  if (isPreset(preset)) return { ...PRESETS[preset] };
  const { sets_to_win, target, deuce, cap } = value as CustomRuleDto;
  return { preset: 'custom', sets_to_win, target, deuce, cap: deuce ? (cap ?? target + 9) : target };
}

const CUSTOM_RULE = {
  type: 'object',
  required: ['preset', 'sets_to_win', 'target', 'deuce'],
  properties: {
    preset: { type: 'string', enum: ['custom'] },
    sets_to_win: { type: 'integer', minimum: 1, maximum: 3 },
    target: { type: 'integer', minimum: 3, maximum: 50 },
    deuce: { type: 'boolean' },
    cap: { type: 'integer', minimum: 3, maximum: 99, description: 'With deuce; at least the target' },
  },
} as const satisfies ApiPropertyOptions;

const NAMES = RULE_PRESETS.join(', ');

/** A rule of a DTO: the name of a preset, or an object. */
export const Rule = (): PropertyDecorator =>
  applyDecorators(
    ApiPropertyOptional({
      oneOf: [{ type: 'string', enum: [...RULE_PRESETS] }, CUSTOM_RULE],
      description: `One of ${NAMES} (default BWF_21), or a rule of your own`,
    }),
    // Kept as it came: the check below is the whole of it.
    Transform(({ obj, key }: { obj: Record<string, unknown>; key: string }) => obj[key]),
    (target: object, property: string | symbol) =>
      registerDecorator({
        name: 'isRule',
        target: target.constructor,
        propertyName: property as string,
        options: {
          message: `${NAMES} 또는 직접 정한 규칙(preset: custom)이어야 합니다. 정해진 규칙의 값은 바꿀 수 없습니다.|must be one of ${NAMES} as it is, or a rule of your own with preset custom`,
        },
        validator: { validate: isRule },
      }),
    Optional(),
  );
