import type { Account } from '../accounts/account.schema';
import type { AccountChange } from '../accounts/accounts.repository';
import type { UpdateProfileDto } from './dto/update-profile.dto';

/** What of the input really differs; empty when nothing does. A name or avatar that was set here counts as chosen. */
export function changeOf(account: Account, input: UpdateProfileDto): AccountChange {
  const change: AccountChange = {};
  const chosen = { ...account.chosen };
  if (typeof input.display_name === 'string') {
    chosen.displayName = true;
    if (input.display_name !== account.displayName) change.displayName = input.display_name;
  }
  if (input.avatar !== undefined) {
    chosen.avatar = true;
    if (input.avatar !== account.avatar) change.avatar = input.avatar;
  }
  if (chosen.displayName !== account.chosen.displayName || chosen.avatar !== account.chosen.avatar) {
    change.chosen = chosen;
  }
  if (input.bio !== undefined && (input.bio ?? '') !== account.bio) change.bio = input.bio ?? '';
  if (input.grade !== undefined && input.grade !== account.grade) change.grade = input.grade;
  if (input.gender !== undefined && input.gender !== account.gender) change.gender = input.gender;
  const preferences = preferencesOf(account, input);
  if (JSON.stringify(preferences) !== JSON.stringify(plainPreferences(account))) change.preferences = preferences;
  return change;
}

const plainPreferences = ({ preferences }: Account): Account['preferences'] => ({
  language: preferences.language,
  hiddenFields: [...preferences.hiddenFields],
});

const preferencesOf = (account: Account, { preferences }: UpdateProfileDto): Account['preferences'] => ({
  language: preferences?.language ?? account.preferences.language,
  hiddenFields: preferences?.hidden_fields ?? [...account.preferences.hiddenFields],
});
