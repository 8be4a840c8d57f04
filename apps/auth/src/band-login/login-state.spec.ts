import { newState, nonceOf, verifierFits } from './login-state';

describe('a BAND login', () => {
  it('shows a nonce that does not give the state away', () => {
    const state = newState();
    expect(nonceOf(state)).toBe(nonceOf(state));
    expect(nonceOf(state)).not.toContain(state);
  });

  it('knows the example of RFC 7636, appendix B', () => {
    const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM';
    expect(verifierFits('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk', challenge)).toBe(true);
    expect(verifierFits('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXl', challenge)).toBe(false);
    expect(verifierFits(undefined, challenge)).toBe(false);
  });
});
