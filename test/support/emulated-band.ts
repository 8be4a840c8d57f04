import type { Platform } from '@dongbaejul/testing';

/** The emulator in BAND's place, as a test orders it and as a member with an app of their own reads it. */
export class EmulatedBand {
  private token: string | undefined;

  constructor(private readonly platform: Platform) {}

  private get url(): string {
    return this.platform.of('band-emulator')[0]?.url ?? '';
  }

  /** Orders faults, after forgetting those before. */
  async faults(...faults: object[]): Promise<void> {
    await this.control('faults', { reset: true, faults });
  }

  change(changes: object): Promise<Record<string, unknown>> {
    return this.control('changes', changes);
  }

  async members(): Promise<{ user_key: string; name: string }[]> {
    return (await this.json<{ members: { user_key: string; name: string }[] }>('/emulator/members')).members;
  }

  /** How often an endpoint was asked, the calls that are not answered yet among them. */
  async calls(endpoint: string): Promise<number> {
    return (await this.json<{ endpoints: Record<string, number> }>('/emulator/stats')).endpoints[endpoint] ?? 0;
  }

  /** How often BAND was asked anything. */
  async allCalls(): Promise<number> {
    return (await this.json<{ total: number }>('/emulator/stats')).total;
  }

  /** How many of BAND's latest posts contain these words. */
  async postsWith(words: string): Promise<number> {
    const { band_key } = await this.json<{ band_key: string }>('/emulator/members');
    this.token ??= await this.signIn();
    const query = new URLSearchParams({ access_token: this.token, band_key, locale: 'ko_KR', limit: '100' });
    const page = await this.json<{ result_data: { items: { content: string }[] } }>(`/v2/band/posts?${query}`);
    return page.result_data.items.filter(({ content }) => content.includes(words)).length;
  }

  private async signIn(): Promise<string> {
    const { BAND_CLIENT_ID: id, BAND_CLIENT_SECRET: secret } = this.platform.secrets;
    const [member] = await this.members();
    const redirect_uri = 'http://localhost/cb';
    const page = { client_id: id, response_type: 'code', redirect_uri, login_as: member?.user_key ?? '' };
    const agreed = await fetch(`${this.url}/oauth2/authorize?${new URLSearchParams(page)}`, { redirect: 'manual' });
    const code = new URL(agreed.headers.get('location') ?? '').searchParams.get('code') ?? '';
    const grant = new URLSearchParams({ grant_type: 'authorization_code', code });
    const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    const tokens = await fetch(`${this.url}/oauth2/token?${grant}`, { headers: { authorization } });
    return ((await tokens.json()) as { access_token: string }).access_token;
  }

  private async control(what: string, order: object): Promise<Record<string, unknown>> {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify(order);
    const answer = await fetch(`${this.url}/emulator/${what}`, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(await answer.text());
    return (await answer.json()) as Record<string, unknown>;
  }

  private async json<T>(path: string): Promise<T> {
    return (await (await fetch(this.url + path)).json()) as T;
  }
}
