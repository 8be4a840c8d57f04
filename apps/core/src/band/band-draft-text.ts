import type { Game } from '../games/game.schema';
import type { Post } from '../posts/post.schema';

/** BAND takes 10,000 characters. */
const LONGEST = 9_900;

const GAME_TYPES: Record<Game['game_type'], string> = {
  singles: '단식',
  mens_doubles: '남복',
  womens_doubles: '여복',
  mixed_doubles: '혼복',
  free: '자유',
};

const WHEN = new Intl.DateTimeFormat('ko-KR', {
  timeZone: 'Asia/Seoul',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
  weekday: 'long',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

export function postText({ title, content }: Pick<Post, 'title' | 'content'>): string {
  const text = title === '' ? content : `[${title}]\n\n${content}`;
  return text.length <= LONGEST
    ? text
    : `${text
        .slice(0, LONGEST)
        .toWellFormed()
        .replace(/\ufffd$/, '')}…`;
}

type Announced = Pick<
  Game,
  | 'title'
  | 'description'
  | 'game_date'
  | 'duration'
  | 'location'
  | 'game_type'
  | 'skill_level'
  | 'max_participants'
  | 'join_deadline'
>;

export function gameText(game: Announced): string {
  const lines = [
    `[게임] ${game.title}`,
    '',
    `일시: ${WHEN.format(game.game_date)} (${game.duration}분)`,
    ...(game.location ? [`장소: ${game.location}`] : []),
    `종목: ${GAME_TYPES[game.game_type]}${game.skill_level ? ` · 급수: ${game.skill_level}` : ''}`,
    `정원: ${game.max_participants}명`,
    ...(game.join_deadline ? [`참가 마감: ${WHEN.format(game.join_deadline)}`] : []),
    ...(game.description ? ['', game.description] : []),
  ];
  return postText({ title: '', content: lines.join('\n') });
}
