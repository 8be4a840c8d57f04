/** An OAuth 2.0 error as RFC 6749 section 5.2 shapes it. */
export class OAuthError extends Error {
  constructor(
    readonly error: 'invalid_request' | 'invalid_client' | 'invalid_grant' | 'unsupported_grant_type',
    description: string,
    readonly status: number = 400,
  ) {
    super(description);
  }
}
