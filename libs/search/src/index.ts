export { excerpt, type Mark, marked, type MarkedText } from './marked-text';
export { rarest } from './rarest';
export { SearchQuery } from './search-query';
export {
  fold,
  gramsOf,
  type SearchableText,
  searchableText,
  type SearchableTitled,
  searchableTitled,
} from './search-text';
