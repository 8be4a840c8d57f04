import { REFRESH_LIFETIME_MS } from '../refresh-token';

/** The prefix makes browsers refuse it unless it is Secure (RFC 6265bis, 4.1.3.1). */
const NAME = '__Secure-refresh_token';
/** It goes to sign-in, refresh and logout and nowhere else; no other site's page makes a browser send it. */
const PLACE = 'Path=/api/v1/auth; HttpOnly; Secure; SameSite=Strict';

/** Base64url, so it needs no quoting. */
export const cookieFor = (token: string): string =>
  `${NAME}=${token}; Max-Age=${Math.floor(REFRESH_LIFETIME_MS / 1000)}; ${PLACE}`;

export const CLEARED_COOKIE = `${NAME}=; Max-Age=0; ${PLACE}`;

/**
 * The refresh token of a `Cookie` header.
 * @returns undefined where there is none, or two: one of them is then somebody else's doing (a neighbouring subdomain)
 */
export function cookieIn(header: string | undefined): string | undefined {
  const values = (header ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${NAME}=`))
    .map((pair) => pair.slice(NAME.length + 1));
  return values.length === 1 && values[0] !== '' ? values[0] : undefined;
}

/**
 * Whether a page that may act for the member sent this. Browsers say where a POST comes from, and pages cannot change
 * what they say; who sends neither header is no browser, and has no business with a cookie.
 */
export function isFromOurPages(
  headers: { origin?: string | undefined; 'sec-fetch-site'?: string | string[] | undefined },
  allowedOrigins: readonly string[],
): boolean {
  const { origin, 'sec-fetch-site': site } = headers;
  return site === 'same-origin' || (origin !== undefined && allowedOrigins.includes(origin));
}
