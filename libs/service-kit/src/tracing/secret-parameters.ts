/** Query parameters whose values are credentials; BAND takes its access token and its codes in the address. */
export const SECRET_PARAMETERS = ['access_token', 'refresh_token', 'code', 'state', 'nonce', 'code_verifier', 'token'];

const SECRET = new RegExp(`([?&](?:${SECRET_PARAMETERS.join('|')})=)[^&#]*`, 'gi');

/** An address, path or query (with its question mark) without the values of credentials. */
export const withoutSecrets = (address: string): string => address.replace(SECRET, '$1REDACTED');
