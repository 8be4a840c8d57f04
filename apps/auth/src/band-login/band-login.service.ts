import { Injectable } from '@nestjs/common';
import { BandPerson, tidy } from '../band-members/band-person';
import { AuthConfig } from '../config';
import { Entered, Entry } from '../second-factor/entry';
import type { Device } from '../sessions/sessions.service';
import { BandAccount } from './band-account';
import { BandClient, BandGrant } from './band-client';
import { BandLoginErrors } from './band-login.errors';
import { BandLoginRepository } from './band-login.repository';
import type { BandCallbackDto, BandLoginDto, BandLoginStartedDto } from './dto/band-login.dto';
import { newState, nonceOf, STATE_LIFETIME_MS, verifierFits } from './login-state';
import { isAllowedRedirect, withParameters } from './redirect-rule';

export interface BandProof {
  person: BandPerson;
  inClub: boolean;
  grant: BandGrant;
}

/** Sign-in by BAND: begun here, consented to at BAND, finished here. */
@Injectable()
export class BandLoginService {
  constructor(
    private readonly logins: BandLoginRepository,
    private readonly band: BandClient,
    private readonly accounts: BandAccount,
    private readonly entry: Entry,
    private readonly config: AuthConfig,
  ) {}

  /** @throws BAND_REDIRECT_NOT_ALLOWED, BAND_NOT_OUR_CLUB */
  async begin(input: BandLoginDto, accountId: string | null = null): Promise<BandLoginStartedDto> {
    const { redirect_uri: redirectUri, band_code: bandCode } = input;
    if (!isAllowedRedirect(redirectUri, this.config.redirectUris)) throw BandLoginErrors.BAND_REDIRECT_NOT_ALLOWED();
    const ours = [this.config.band.key, this.config.CLUB_ID];
    if (bandCode !== undefined && bandCode !== null && !ours.includes(bandCode))
      throw BandLoginErrors.BAND_NOT_OUR_CLUB();
    const state = newState();
    const nonce = nonceOf(state);
    const expiresAt = new Date(Date.now() + STATE_LIFETIME_MS);
    const codeChallenge = input.code_challenge ?? null;
    await this.logins.insertState({ _id: nonce, redirectUri, codeChallenge, accountId, expiresAt });
    return { auth_url: this.band.authorizeUrl(withParameters(redirectUri, { nonce }), state), state };
  }

  /**
   * A state that was shown is used up, whatever comes of it.
   * @throws BAND_STATE_INVALID, BAND_VERIFIER_INVALID, BAND_DENIED, BAND_BUSY, BAND_UNAVAILABLE, ACCOUNT_BLOCKED
   */
  async finish(input: BandCallbackDto, device: Device): Promise<Entered> {
    const { person, inClub, grant } = await this.prove(input, null);
    const account = await this.accounts.settle(person, inClub, grant);
    return this.entry.enter(account, 'band', device);
  }

  /** Who it is, says BAND. @param accountId whose linking it is; null for a sign-in. @throws like finish */
  async prove(input: BandCallbackDto, accountId: string | null): Promise<BandProof> {
    const begun = await this.logins.takeState(nonceOf(input.state));
    if (!begun || (begun.accountId ?? null) !== accountId) throw BandLoginErrors.BAND_STATE_INVALID();
    if (begun.codeChallenge !== null && !verifierFits(input.code_verifier ?? undefined, begun.codeChallenge)) {
      throw BandLoginErrors.BAND_VERIFIER_INVALID();
    }
    const grant = await this.band.exchange(input.code);
    const [profile, inClub] = await Promise.all([
      this.band.profile(grant.accessToken),
      this.band.isInClub(grant.accessToken),
    ]);
    return { person: tidy(profile), inClub, grant };
  }
}
