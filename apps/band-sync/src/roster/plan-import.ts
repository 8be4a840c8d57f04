import { grouped } from '@dongbaejul/service-kit';
import { Types } from 'mongoose';
import { nameKey } from '../roster-file/name-key';
import type { RosterRow } from '../roster-file/row-rules';
import type { KnownPeople } from './match-names';
import type { EntryState, RosterEntry } from './roster-entry.schema';

/** What an import compares of an entry, and shows of its changes. */
export const COMPARED = ['band_name', 'grade', 'gender', 'phone_last4'] as const;

export interface PlannedRow {
  row: number;
  kind: 'new' | 'changed' | 'unchanged';
  before: RosterEntry | undefined;
  after: RosterEntry;
  /** Whether the member's service has to be told. */
  isNews: boolean;
  /** Whether the entry has to be written: a digest by a new key is no change that anybody sees. */
  isWritten: boolean;
}

export interface ImportPlan {
  rows: PlannedRow[];
  /** Entries of earlier imports that this file does not hold. They stay: who leaves the club is not the file's to say. */
  missing: RosterEntry[];
}

interface Known {
  entries: readonly RosterEntry[];
  people: KnownPeople;
  /** Keyed digest of a phone number. */
  digest: (phone: string) => string;
  now: Date;
}

/**
 * What a roster would change. An entry is found by name and phone number, else by name where there is one of that name
 * on both sides, else by name and the end of the number where there is one such on both sides. Matches that stand are
 * left alone; an entry still waiting gets another chance.
 */
export function planImport(roster: readonly RosterRow[], known: Known): ImportPlan {
  const entriesOf = grouped(known.entries, (entry) => entry.name_key);
  const rowsOf = grouped(roster, (row) => nameKey(row.name));
  const taken = new Set(known.entries.flatMap(({ member_id }) => member_id ?? []));
  const met = new Set<string>();
  const rows = roster.map((row): PlannedRow => {
    const key = nameKey(row.name);
    const digest = row.phone === null ? null : known.digest(row.phone);
    const namesakes = entriesOf.get(key) ?? [];
    const rowsOfName = rowsOf.get(key) ?? [];
    const isOnly = rowsOfName.length === 1;
    const before =
      namesakes.find((entry) => entry.phone_digest === digest) ??
      (isOnly && namesakes.length === 1 ? namesakes[0] : byLastDigits(row, rowsOfName, namesakes));
    if (before) met.add(before._id.toHexString());
    const isAlone = isOnly && namesakes.filter((entry) => entry !== before).length === 0;
    const after = entryAfter(row, digest, before, known.now);
    if (after.state === 'waiting') Object.assign(after, identify(after, isAlone, known.people, taken));
    if (after.member_id !== null) taken.add(after.member_id);
    return { row: row.row, ...compare(before, after), before, after };
  });
  return { rows, missing: known.entries.filter(({ _id }) => !met.has(_id.toHexString())) };
}

/** Digests are by a key, and keys are changed: what is left to tell namesakes apart then is the end of a number. */
function byLastDigits(
  row: RosterRow,
  rowsOfName: readonly RosterRow[],
  namesakes: readonly RosterEntry[],
): RosterEntry | undefined {
  const last4 = last4Of(row);
  if (last4 === null) return undefined;
  const [entry, ...others] = namesakes.filter(({ phone_last4 }) => phone_last4 === last4);
  const isTheirs = others.length === 0 && rowsOfName.filter((other) => last4Of(other) === last4).length === 1;
  return isTheirs ? entry : undefined;
}

const last4Of = ({ phone }: RosterRow): string | null => phone?.slice(-4) ?? null;

function entryAfter(row: RosterRow, digest: string | null, before: RosterEntry | undefined, now: Date): RosterEntry {
  return {
    _id: before?._id ?? new Types.ObjectId(),
    name: row.name,
    name_key: nameKey(row.name),
    // A file without a column says nothing about it.
    band_name: row.band_name ?? before?.band_name ?? null,
    grade: row.grade ?? before?.grade ?? null,
    gender: row.gender ?? before?.gender ?? null,
    phone_digest: digest ?? before?.phone_digest ?? null,
    phone_last4: last4Of(row) ?? before?.phone_last4 ?? null,
    state: before?.state ?? 'waiting',
    member_id: before?.member_id ?? null,
    version: before?.version ?? 0,
    imported_at: now,
    decided_by: before?.decided_by ?? null,
    decided_at: before?.decided_at ?? null,
  };
}

/** Who it is, where one name leads to one person; a person of their own, where it leads to nobody. */
function identify(
  entry: RosterEntry,
  isAlone: boolean,
  people: KnownPeople,
  taken: ReadonlySet<string>,
): { state: EntryState; member_id: string | null } {
  const names = entry.band_name === null ? [entry.name] : [entry.band_name, entry.name];
  const same = people.same(names[0] as string);
  const [only] = same;
  if (only && same.length === 1 && isAlone && !taken.has(only.memberId)) {
    return { state: 'matched', member_id: only.memberId };
  }
  const free = people.candidates(names).filter(({ memberId }) => !taken.has(memberId));
  if (free.length > 0) return { state: 'waiting', member_id: null };
  return { state: 'separate', member_id: entry._id.toHexString() };
}

function compare(
  before: RosterEntry | undefined,
  after: RosterEntry,
): Pick<PlannedRow, 'kind' | 'isNews' | 'isWritten'> {
  if (!before) return { kind: 'new', isNews: after.member_id !== null, isWritten: true };
  const isIdentified = before.member_id !== after.member_id;
  const isChanged =
    isIdentified || before.name !== after.name || COMPARED.some((field) => before[field] !== after[field]);
  const told = (['name', 'grade', 'gender', 'member_id'] as const).some((field) => before[field] !== after[field]);
  const isWritten = isChanged || before.phone_digest !== after.phone_digest;
  return { kind: isChanged ? 'changed' : 'unchanged', isNews: told && after.member_id !== null, isWritten };
}
