import { RequestSigner } from '@dongbaejul/identity';
import { CoreUnderTest, Member } from './support/core-under-test';
import { comment, write } from './support/write';

let core: CoreUnderTest;
let author: Member;
let postId: string;
let commentId: string;

beforeAll(async () => {
  core = await CoreUnderTest.start();
  author = core.member();
  postId = (await write(author)).id;
  commentId = (await comment(author, postId)).id;
});
afterAll(() => core.stop());

const long = (length: number): string => '가'.repeat(length);

const POSTS: [string, unknown, string][] = [
  ['nothing', undefined, 'title'],
  ['an array', [], 'title'],
  ['no content', { title: 'x' }, 'content'],
  ['a blank title', { title: '   ', content: 'x' }, 'title'],
  ['a title of 201', { title: long(201), content: 'x' }, 'title'],
  ['a title of two lines', { title: 'a\nb', content: 'x' }, 'title'],
  ['content of 20,001', { title: 'x', content: long(20_001) }, 'content'],
  ['a number for a title', { title: 7, content: 'x' }, 'title'],
  ['an operator for a title', { title: { $ne: null }, content: 'x' }, 'title'],
  ['NUL in the content', { title: 'x', content: 'a\u0000b' }, 'content'],
  ['half a surrogate', { title: 'x', content: 'a\ud83c' }, 'content'],
  ['an unknown category', { title: 'x', content: 'x', category: 'secret' }, 'category'],
  ['an operator for a category', { title: 'x', content: 'x', category: { $gt: '' } }, 'category'],
  ['eleven attachments', { title: 'x', content: 'x', attachments: Array(11).fill('a') }, 'attachments'],
  ['an attachment of 501', { title: 'x', content: 'x', attachments: [long(501)] }, 'attachments'],
  ['an object attached', { title: 'x', content: 'x', attachments: [{ $gt: '' }] }, 'attachments'],
  ['a script attached', { title: 'x', content: 'x', attachments: ['javascript:alert(1)'] }, 'attachments'],
  ['NUL attached', { title: 'x', content: 'x', attachments: ['a\u0000.png'] }, 'attachments'],
  ['a text for a flag', { title: 'x', content: 'x', is_pinned: 'true' }, 'is_pinned'],
  ['an unknown field', { title: 'x', content: 'x', like_count: 999 }, 'like_count'],
  ['an operator as a field', { title: 'x', content: 'x', $where: '1' }, '$where'],
  ['a dotted field', { title: 'x', content: 'x', 'author.id': 'y' }, 'author.id'],
];

describe('bad input is answered with 400 that names the field, never 5xx (R-8)', () => {
  it.each(POSTS)('a post with %s', async (_what, body, field) => {
    const { status, error } = await author.client.post('/posts', body);
    expect([status, error.code]).toEqual([400, 'INVALID_INPUT']);
    expect(Object.keys(error.details ?? {})).toContain(field);
  });

  it.each(POSTS.filter(([, body]) => body !== undefined && !Array.isArray(body) && 'content' in (body as object)))(
    'an edit with %s',
    async (_what, body) => {
      expect((await author.client.patch(`/posts/${postId}`, body)).status).toBe(400);
      expect((await author.client.put(`/posts/${postId}`, body)).status).toBe(400);
    },
  );

  it.each([
    ['nothing', undefined],
    ['an empty text', { content: '' }],
    ['2,001 characters', { content: long(2_001) }],
    ['an operator', { content: { $gt: '' } }],
    ['a parent that is no id', { content: 'x', parent_id: '../x' }],
    ['an operator for a parent', { content: 'x', parent_id: { $ne: null } }],
    ['an unknown field', { content: 'x', is_deleted: false }],
  ])('a comment with %s', async (_what, body) => {
    expect((await author.client.post(`/posts/${postId}/comments`, body)).status).toBe(400);
    const { status } = await author.client.put(`/posts/${postId}/comments/${commentId}`, body);
    expect(status).toBe(400);
  });

  it.each(['x', '1', '[object Object]', '$ne', 'null', 'g'.repeat(24), `${'a'.repeat(24)}b`, '가', '%00', '..%2f'])(
    'the id %s',
    async (id) => {
      const path = `/posts/${encodeURIComponent(id).replace(/%25/g, '%')}`;
      const answers = await Promise.all([
        author.client.get(path),
        author.client.patch(path, { title: 'x' }),
        author.client.delete(path),
        author.client.post(`${path}/like`),
        author.client.get(`${path}/comments`),
        author.client.post(`${path}/comments`, { content: 'x' }),
        author.client.delete(`/posts/${postId}/comments/${encodeURIComponent(id).replace(/%25/g, '%')}`),
      ]);
      expect(answers.filter(({ status }) => status < 400 || status >= 500)).toEqual([]);
    },
  );

  it.each([
    ['half an object', '{"title":', 400],
    ['no object', '"x"', 400],
    ['null', 'null', 400],
    ['__proto__', '{"title":"x","content":"x","__proto__":{"roles":["ADMIN"]}}', 400],
    ['a constructor', '{"title":"x","content":"x","constructor":{"prototype":{"a":1}}}', 400],
    ['1,000 brackets', `${'['.repeat(1_000)}${']'.repeat(1_000)}`, 400],
    ['300 KB', JSON.stringify({ title: 'x', content: 'x'.repeat(300_000) }), 413],
  ])('a body of %s', async (_what, raw, expected) => {
    const { status } = await author.client.post('/posts', undefined, { raw });
    expect(status).toBe(expected);
  });

  it('another content type, method, route', async () => {
    const form = await author.client.post('/posts', undefined, {
      raw: 'a=b',
      headers: { 'content-type': 'text/plain' },
    });
    expect(form.status).toBe(415);
    expect([404, 405]).toContain((await author.client.send('PATCH', '/posts')).status);
    expect((await author.client.get('/postz')).status).toBe(404);
  });

  it('an id that nothing has', async () => {
    const none = 'f'.repeat(24);
    for (const [answer, code] of [
      [await author.client.get(`/posts/${none}`), 'POST_NOT_FOUND'],
      [await author.client.post(`/posts/${none}/like`), 'POST_NOT_FOUND'],
      [await author.client.get(`/posts/${none}/comments`), 'POST_NOT_FOUND'],
      [await author.client.delete(`/posts/${postId}/comments/${none}`), 'COMMENT_NOT_FOUND'],
    ] as const) {
      expect([answer.status, answer.error.code]).toEqual([404, code]);
    }
  });

  it.each([' ', 'ü', 'x'.repeat(256)])('the Idempotency-Key %j', async (key) => {
    const headers = { 'idempotency-key': key };
    const { status } = await author.client.post('/posts', { title: 'x', content: 'x' }, { headers });
    expect([status]).toEqual([400]);
  });
});

describe('who may pass', () => {
  const routes: [string, string][] = [
    ['GET', '/posts'],
    ['POST', '/posts'],
    ['GET', '/posts/ID'],
    ['PUT', '/posts/ID'],
    ['PATCH', '/posts/ID'],
    ['DELETE', '/posts/ID'],
    ['POST', '/posts/ID/like'],
    ['GET', '/posts/ID/comments'],
    ['POST', '/posts/ID/comments'],
    ['PUT', '/posts/ID/comments/CID'],
    ['PATCH', '/posts/ID/comments/CID'],
    ['DELETE', '/posts/ID/comments/CID'],
  ];
  const real = (path: string): string => path.replace('CID', commentId).replace('ID', postId);

  it.each(routes)('%s %s needs a signature, a session and an admitted account', async (method, route) => {
    const path = real(route);
    const unsigned = await fetch(`${core.url}/api/v1${path}`, {
      method,
      headers: { 'x-user-id': author.id, 'x-user-roles': 'ADMIN' },
    });
    const forger = new RequestSigner('another secret, of the same length..');
    const identity = { userId: author.id, username: 'a', roles: ['ADMIN' as const], sessionId: 's' };
    const signed = forger.sign({ service: 'core', method, path: `/api/v1${path}`, clientAddress: '::1', identity });
    const forged = await fetch(`${core.url}/api/v1${path}`, { method, headers: signed });
    const nobody = await core.anonymous().send(method, path);
    const pending = await core.member([]).client.send(method, path);
    expect([unsigned.status, forged.status, nobody.status, pending.status]).toEqual([401, 401, 401, 403]);
    expect(pending.error.code).toBe('NOT_ADMITTED');
  });
});
