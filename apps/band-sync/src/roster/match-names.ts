import { nameKey } from '../roster-file/name-key';

/** One of our members as BAND shows them. */
export interface KnownPerson {
  memberId: string;
  name: string;
}

export interface Candidate extends KnownPerson {
  /** The same name, or one that is part of the other (`김민수`, `김민수(강남)`). */
  likeness: 'same' | 'similar';
}

/** Two letters at least: a single syllable is part of every second name. */
const SHORTEST = 2;
const MOST_CANDIDATES = 20;

/** Finds people by name among those whom BAND has shown. */
export class KnownPeople {
  private readonly byKey = new Map<string, Map<string, KnownPerson>>();

  constructor(people: readonly KnownPerson[]) {
    for (const person of people) {
      const key = nameKey(person.name);
      if (key === '') continue;
      const same = this.byKey.get(key) ?? new Map<string, KnownPerson>();
      this.byKey.set(key, same.set(person.memberId, person));
    }
  }

  same(name: string): KnownPerson[] {
    return [...(this.byKey.get(nameKey(name))?.values() ?? [])];
  }

  /** Those of the same name first. */
  candidates(names: readonly string[]): Candidate[] {
    const found = new Map<string, Candidate>();
    for (const name of names) {
      for (const person of this.same(name)) found.set(person.memberId, { ...person, likeness: 'same' });
    }
    for (const key of names.map(nameKey)) {
      for (const [other, people] of this.byKey) {
        if (found.size >= MOST_CANDIDATES) break;
        if (!isSimilar(key, other)) continue;
        for (const person of people.values()) {
          if (!found.has(person.memberId)) found.set(person.memberId, { ...person, likeness: 'similar' });
        }
      }
    }
    return [...found.values()].slice(0, MOST_CANDIDATES);
  }
}

function isSimilar(key: string, other: string): boolean {
  const [short, long] = key.length <= other.length ? [key, other] : [other, key];
  return short.length >= SHORTEST && short !== long && long.includes(short);
}
