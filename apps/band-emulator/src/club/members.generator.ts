import type { BandRole, ClubSize, Member } from './club.types';
import { fill } from './korean';
import type { KeyCodec } from './keys';
import { mix, Random } from './random';
import { momentOf } from './time-line';
import { FAMILY_NAMES, GIVEN_NAMES, GRADES, INTRODUCTIONS, NICKNAMES } from './vocabulary/names';

const STREAM = 1;
const OUTSIDERS = ['남궁철수', '독고영희', '제갈민'] as const;

/** Every member of the demo club, the leader first, then the co-leaders. */
export function generateMembers(size: ClubSize, keys: KeyCodec): Member[] {
  const coleaders = Math.min(5, Math.max(0, Math.round(size.members / 40)));
  return Array.from({ length: size.members }, (_, index) => generateMember(index, coleaders, size, keys));
}

/** BAND users who are not in the club: they can sign in, and every call about the band answers 60102. */
export function generateOutsiders(size: ClubSize, keys: KeyCodec): Member[] {
  return OUTSIDERS.map((name, index) => ({
    userKey: keys.encode('user', size.members + index),
    name,
    mentionedAs: name,
    description: '',
    role: 'member',
    joinedAt: momentOf(index, OUTSIDERS.length),
  }));
}

function generateMember(index: number, coleaders: number, size: ClubSize, keys: KeyCodec): Member {
  const random = new Random(mix(size.seed, STREAM, index));
  const role: BandRole = index === 0 ? 'leader' : index <= coleaders ? 'coleader' : 'member';
  const grade = random.pick(GRADES);
  const name = nameOf(random, grade, role);
  return {
    userKey: keys.encode('user', index),
    name,
    mentionedAs: name,
    description: fill(random.pick(INTRODUCTIONS), (slot) => (slot === 'grade' ? grade : String(random.int(2, 15)))),
    role,
    joinedAt: momentOf(role === 'leader' ? 0 : random.next() * 0.95, 1),
  };
}

/** Clubs ask for a name in some pattern and members follow it more or less: `김민수`, `이서연/D조`, `박영호(커트의신)`. */
function nameOf(random: Random, grade: string, role: BandRole): string {
  const given = random.pick(GIVEN_NAMES);
  const name = random.pick(FAMILY_NAMES) + given;
  if (role === 'leader') return `${name}(회장)`;
  if (role === 'coleader') return `${name}(운영진)`;
  const level = grade === '초심' || grade === '자강' ? grade : `${grade}조`;
  const style = random.next();
  if (style < 0.55) return name;
  if (style < 0.75) return `${name}/${level}`;
  if (style < 0.87) return `${name}(${random.pick(NICKNAMES)})`;
  if (style < 0.94) return `${String(random.int(68, 104) % 100).padStart(2, '0')} ${name} ${grade}`;
  return `${random.pick(NICKNAMES)} ${given}`;
}
