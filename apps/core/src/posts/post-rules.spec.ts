import type { Role } from '@dongbaejul/contracts';
import type { Identity } from '@dongbaejul/identity';
import {
  assertPublished,
  assertMayEdit,
  assertMayRemove,
  assertMaySet,
  changedFields,
  EditableFields,
  isVisibleTo,
} from './post-rules';

const person = (userId: string, ...roles: Role[]): Identity => ({ userId, username: 'u', roles, sessionId: 's' });
const author = person('author', 'USER');
const other = person('other', 'USER');
const operator = person('operator', 'OPERATOR');
const post: EditableFields = {
  title: '제목',
  content: '본문',
  category: 'free',
  attachments: ['a.png'],
  is_pinned: false,
  state: 'published',
};
const refusal = (code: string): Error => expect.objectContaining({ code }) as Error;

describe('what an edit changes', () => {
  it('is nothing when a client sends back what it was shown', () => {
    const shown = { ...post, is_published: true };
    expect(changedFields(post, shown)).toEqual({});
  });

  it('is nothing for null and absent fields', () => {
    expect(changedFields(post, { title: null, attachments: null, is_pinned: null })).toEqual({});
  });

  it('is each field that differs', () => {
    expect(
      changedFields(post, { title: '새 제목', attachments: ['b.png'], is_pinned: true, is_published: false }),
    ).toEqual({ title: '새 제목', attachments: ['b.png'], is_pinned: true, state: 'draft' });
  });
});

describe('who may do what with a post', () => {
  it('shows drafts to their author alone, and deleted or awaited posts to nobody', () => {
    const states = (who: Identity): boolean[] =>
      (['published', 'draft', 'deleted', 'awaited'] as const).map((state) =>
        isVisibleTo({ state, author_id: 'author' }, who),
      );
    expect(states(author)).toEqual([true, true, false, false]);
    expect(states(operator)).toEqual([true, false, false, false]);
  });

  it('shows what is hidden to its author and to staff', () => {
    const sees = (who: Identity): boolean => isVisibleTo({ state: 'hidden', author_id: 'author' }, who);
    expect([author, operator, other, person('auditor', 'AUDITOR')].map(sees)).toEqual([true, true, false, false]);
  });

  it('lets nobody comment on or like what is hidden or a draft', () => {
    expect(() => assertPublished({ state: 'published' })).not.toThrow();
    expect(() => assertPublished({ state: 'hidden' })).toThrow(refusal('POST_HIDDEN'));
    expect(() => assertPublished({ state: 'draft' })).toThrow(refusal('POST_NOT_PUBLISHED'));
  });

  it('lets only the author change words, staff included', () => {
    const mine = { ...post, source: 'app', author_id: 'author' } as const;
    expect(() => assertMayEdit(mine, author, { title: 'x' })).not.toThrow();
    expect(() => assertMayEdit(mine, other, { title: 'x' })).toThrow(refusal('POST_NOT_YOURS'));
    expect(() => assertMayEdit(mine, operator, { title: 'x' })).toThrow(refusal('POST_NOT_YOURS'));
    expect(() => assertMayEdit(mine, operator, { title: 'x', is_pinned: true })).toThrow(refusal('POST_NOT_YOURS'));
    expect(() => assertMayEdit(mine, other, {})).toThrow(refusal('POST_NOT_YOURS'));
  });

  it('lets staff pin any post, and nobody else any', () => {
    for (const source of ['app', 'band'] as const) {
      expect(() =>
        assertMayEdit({ ...post, source, author_id: 'author' }, operator, { is_pinned: true }),
      ).not.toThrow();
    }
    const mine = { ...post, source: 'app', author_id: 'author' } as const;
    expect(() => assertMayEdit(mine, author, { is_pinned: true })).toThrow(refusal('PINNING_STAFF_ONLY'));
    expect(() => assertMayEdit(mine, other, { is_pinned: true })).toThrow(refusal('POST_NOT_YOURS'));
  });

  it("leaves BAND's words to BAND, for its author too", () => {
    const fromBand = { ...post, source: 'band', author_id: 'author' } as const;
    expect(() => assertMayEdit(fromBand, author, { content: 'x' })).toThrow(refusal('POST_OWNED_BY_BAND'));
    expect(() => assertMayEdit(fromBand, operator, { content: 'x' })).toThrow(refusal('POST_OWNED_BY_BAND'));
  });

  it('keeps notices for staff', () => {
    expect(() => assertMaySet(author, { category: 'notice' })).toThrow(refusal('NOTICE_STAFF_ONLY'));
    expect(() => assertMaySet(person('a', 'AUDITOR'), { category: 'notice' })).toThrow(refusal('NOTICE_STAFF_ONLY'));
    expect(() => assertMaySet(operator, { category: 'notice', is_pinned: true })).not.toThrow();
  });

  it('lets the author and staff remove it', () => {
    expect(() => assertMayRemove({ author_id: 'author' }, author)).not.toThrow();
    expect(() => assertMayRemove({ author_id: null }, operator)).not.toThrow();
    expect(() => assertMayRemove({ author_id: 'author' }, other)).toThrow(refusal('POST_NOT_YOURS'));
    expect(() => assertMayRemove({ author_id: null }, other)).toThrow(refusal('POST_NOT_YOURS'));
  });
});
