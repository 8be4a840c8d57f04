import { SecretBox, Transactions } from '@dongbaejul/persistence';
import type { ClientSession } from 'mongoose';
import { BandFailure } from '../band-client/band-failure';
import type { BandOAuth } from '../band-client/band-oauth';
import type { BandTokens } from '../band-client/band.types';
import type { BandSyncConfig } from '../config';
import type { ConnectionRepository } from './connection.repository';
import type { BandConnection } from './connection.schema';
import type { Disconnection } from './disconnection';
import { TokenStore } from './token-store';

const CLUB_ID = 'dongbaejul';
const ACCOUNT = { accountName: '리더', mayPost: true, bandName: '동배즐', connectedBy: 'admin' };
const session = {} as ClientSession;

/** BAND, which takes a refresh token once. */
class OneTimeOAuth {
  asked: string[] = [];
  private made = 0;
  private readonly used = new Set<string>();
  /** What happens while BAND thinks. */
  meanwhile: (isUsed: boolean) => Promise<void> = () => Promise.resolve();

  tokens(lifeMs = 3_600_000): BandTokens {
    this.made += 1;
    const expiresAt = Date.now() + lifeMs;
    return { accessToken: `a${this.made}`, refreshToken: `r${this.made}`, userKey: 'u', scope: '', expiresAt };
  }

  async refresh(refreshToken: string): Promise<BandTokens> {
    this.asked.push(refreshToken);
    const isUsed = this.used.has(refreshToken);
    this.used.add(refreshToken);
    await this.meanwhile(isUsed);
    if (isUsed) throw new BandFailure('token', '/oauth2/token');
    return this.tokens();
  }
}

/** The club's one row, as MongoDB would change it. */
class OneConnection {
  row: BandConnection | null = null;

  find(): Promise<BandConnection | null> {
    return Promise.resolve(this.row && { ...this.row });
  }
  save(_session: ClientSession, row: BandConnection): Promise<void> {
    this.row = row;
    return Promise.resolve();
  }
  /** What happens before new tokens are written. */
  writing: () => Promise<void> = () => Promise.resolve();

  beginRenewal(_id: string, secret: string, forMs: number): Promise<boolean> {
    const isTheirs = this.row?.secret === secret && (this.row.renewal_until?.getTime() ?? 0) <= Date.now();
    if (this.row && isTheirs) this.row = { ...this.row, renewal_until: new Date(Date.now() + forMs) };
    return Promise.resolve(isTheirs);
  }
  endRenewal(_id: string, secret: string): Promise<void> {
    if (this.row?.secret === secret) this.row = { ...this.row, renewal_until: undefined };
    return Promise.resolve();
  }
  async renew(_id: string, before: string, secret: string, expires_at: Date): Promise<void> {
    await this.writing();
    if (this.row?.secret !== before) return;
    this.row = { ...this.row, secret, expires_at, state: 'connected', renewal_until: undefined };
  }
  markReconnectNeeded(_session: ClientSession, _id: string, secret: string): Promise<boolean> {
    const isTheirs = this.row?.secret === secret && this.row.state === 'connected';
    if (this.row && isTheirs) this.row = { ...this.row, state: 'reconnect_needed' };
    return Promise.resolve(isTheirs);
  }
}

describe('TokenStore', () => {
  let oauth: OneTimeOAuth;
  let connection: OneConnection;
  let told: number;
  const newStore = (): TokenStore =>
    new TokenStore(
      { CLUB_ID, BAND_TIMEOUT_MS: 1_000 } as BandSyncConfig,
      connection as unknown as ConnectionRepository,
      new SecretBox([`k1:${Buffer.alloc(32, 7).toString('base64')}`]),
      oauth as unknown as BandOAuth,
      { run: (work: (one: ClientSession) => Promise<unknown>) => work(session) } as unknown as Transactions,
      { tell: () => Promise.resolve((told += 1)) } as unknown as Disconnection,
    );
  let store: TokenStore;
  beforeEach(() => {
    [oauth, connection, told] = [new OneTimeOAuth(), new OneConnection(), 0];
    store = newStore();
  });

  it('renews once for all who want it at the same time', async () => {
    await store.connect(session, oauth.tokens(-1), ACCOUNT);
    const [a, b] = await Promise.all([store.token(), store.token()]);
    expect([a.accessToken, b.accessToken, oauth.asked]).toEqual(['a2', 'a2', ['r1']]);
  });

  it('goes on with what another process has renewed, and asks nobody to connect again', async () => {
    await store.connect(session, oauth.tokens(-1), ACCOUNT);
    const other = newStore();
    const first = store.token();
    // BAND answers the second of them last.
    oauth.meanwhile = (isUsed) => (isUsed ? first.then(() => undefined) : Promise.resolve());
    expect((await other.token()).accessToken).toBe('a2');
    expect([connection.row?.state, told]).toEqual(['connected', 0]);
  });

  it('asks nobody to connect again while another process writes what BAND gave it', async () => {
    await store.connect(session, oauth.tokens(-1), ACCOUNT);
    let write: () => void = () => undefined;
    connection.writing = () => new Promise((resolve) => (write = resolve));
    const first = store.token();
    await new Promise(setImmediate);
    const second = newStore()
      .token()
      .catch((error: unknown) => error);
    await new Promise(setImmediate);
    write();
    expect(await Promise.all([first, second])).toMatchObject([{ accessToken: 'a2' }, { accessToken: 'a2' }]);
    expect([oauth.asked, connection.row?.state, told]).toEqual([['r1'], 'connected', 0]);
  });

  it('does not wait for a process that died while it renewed', async () => {
    await store.connect(session, oauth.tokens(-1), ACCOUNT);
    connection.row!.renewal_until = new Date(Date.now() - 1);
    expect((await store.token()).accessToken).toBe('a2');
  });

  it('leaves a connection alone that was made after the token which BAND refuses', async () => {
    await store.connect(session, oauth.tokens(), ACCOUNT);
    const before = await store.token();
    await store.connect(session, oauth.tokens(), ACCOUNT);
    await store.refused(before);
    expect([connection.row?.state, told]).toEqual(['connected', 0]);
    expect((await store.renewed(before)).accessToken).toBe('a2');
    expect(oauth.asked).toEqual([]);
  });

  it('tells staff once where there is no way but connecting again', async () => {
    await store.connect(session, oauth.tokens(), ACCOUNT);
    const held = await store.token();
    await oauth.refresh('r1');
    await expect(store.renewed(held)).rejects.toMatchObject({ kind: 'token' });
    await store.refused(held);
    expect([connection.row?.state, told]).toEqual(['reconnect_needed', 1]);
  });

  it('keeps what BAND answers to who has stopped waiting', async () => {
    await store.connect(session, oauth.tokens(), ACCOUNT);
    const held = await store.token();
    const stop = new AbortController();
    let answer: () => void = () => undefined;
    oauth.meanwhile = () => new Promise((resolve) => (answer = resolve));
    const renewing = store.renewed(held, stop.signal);
    await new Promise(setImmediate);
    stop.abort(new Error('stopped'));
    await expect(renewing).rejects.toThrow('stopped');
    answer();
    await new Promise(setImmediate);
    expect((await store.token()).accessToken).toBe('a2');
  });
});
