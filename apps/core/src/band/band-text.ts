import type { BandPostState } from '@dongbaejul/contracts';
import { LONGEST_TITLE } from '../posts/dto/create-post.dto';
import type { PostCategory } from '../posts/post.schema';

const PICTURES_ONLY = '사진';
const NOTHING = 'BAND 게시글';

/** BAND posts have no title: it is the first line that says something, cut at 200 without halving a character. */
export function titleOf({ content, pictures }: Pick<BandPostState, 'content' | 'pictures'>): string {
  const line = content
    .split(/\r?\n/)
    .map((text) => text.trim())
    .find((text) => text !== '');
  if (line === undefined) return pictures.length > 0 ? PICTURES_ONLY : NOTHING;
  return line
    .slice(0, LONGEST_TITLE)
    .toWellFormed()
    .replace(/\uFFFD$/, '')
    .trimEnd();
}

/** Pictures without a word are photos; everything else that people write there is free talk. */
export const categoryOf = ({ content, pictures }: Pick<BandPostState, 'content' | 'pictures'>): PostCategory =>
  content.trim() === '' && pictures.length > 0 ? 'photo' : 'free';
