import { openAnswer } from './band-answer';

const open = (status: number, body: unknown): ReturnType<typeof openAnswer> =>
  openAnswer('/x', { status, body: typeof body === 'string' ? body : JSON.stringify(body), retryAfterMs: undefined });

describe('BAND’s envelope', () => {
  it('is success at code 1 whatever the status', () => {
    expect(open(500, { result_code: 1, result_data: { a: 1 } })).toEqual({ result: '1', data: { a: 1 } });
  });

  it('is the failure of its code whatever the status', () => {
    expect(open(200, { result_code: 10401, result_data: {} }).failure).toMatchObject({ kind: 'token' });
  });

  it.each([
    [429, 'Too Many Requests', 'too-fast'],
    [502, '<html>', 'other'],
    [200, '<html>', 'bad-reply'],
    [200, '', 'bad-reply'],
    [200, '[]', 'bad-reply'],
    [404, '{}', 'bad-reply'],
  ])('is missing from HTTP %i %j, which is %s', (status, body, kind) => {
    expect(open(status, body).failure).toMatchObject({ kind });
  });
});
