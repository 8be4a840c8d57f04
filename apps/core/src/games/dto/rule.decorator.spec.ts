import 'reflect-metadata';
import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { PRESETS } from '../score-rules';
import { Rule, RuleInput } from './rule.decorator';

class Wanted {
  @Rule()
  rule?: RuleInput;
}
const isGood = (rule: unknown): boolean => validateSync(plainToInstance(Wanted, { rule })).length === 0;

describe('a rule as a client sends it', () => {
  it('is a preset by its name, or as an answer showed it', () => {
    for (const rule of ['BWF_21', PRESETS.BWF_21, { preset: 'CLUB_25' }]) expect(isGood(rule)).toBe(true);
  });

  it.each([
    { preset: 'BWF_21', sets_to_win: 1 },
    { ...PRESETS.BWF_21, cap: 25 },
    { preset: 'BWF_21', color: 'red' },
    { preset: 'BWF_21', target: '21' },
  ])('is refused where it says something else than its preset: %j', (rule) => expect(isGood(rule)).toBe(false));
});
