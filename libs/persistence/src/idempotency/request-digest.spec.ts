import { createHash } from 'node:crypto';
import { RequestDigest } from './request-digest';

const SECRET = 'a-signing-secret-of-32-characters';
const BODY = '{"email":"member@club.example","password":"correct horse"}';

describe('RequestDigest', () => {
  it('is the same in every process with the secret, and differs by body', () => {
    const digest = new RequestDigest(SECRET);
    expect(new RequestDigest(SECRET).of(BODY)).toBe(digest.of(BODY));
    expect(digest.of(`${BODY} `)).not.toBe(digest.of(BODY));
  });

  it('cannot be computed without the secret', () => {
    const digest = new RequestDigest(SECRET).of(BODY);
    expect(new RequestDigest(`${SECRET}!`).of(BODY)).not.toBe(digest);
    expect(createHash('sha256').update(BODY).digest('base64url')).not.toBe(digest);
  });
});
