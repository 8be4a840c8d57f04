import { ApiClient } from '@dongbaejul/testing';
import { randomBytes, randomUUID } from 'node:crypto';
import { Account, ChatClient, PASSWORD } from './chat-client';

/** A password is checked slowly on purpose: only one round in so many signs in. */
const SIGN_IN_EVERY = 20;

interface Made {
  id: string;
}
type SignedIn = Parameters<ApiClient['use']>[0];
type Act = (who: Account, round: number) => Promise<unknown>;

/**
 * What a member does in a round, over most of the routes that are called often, with what only strangers send between:
 * names, tokens and addresses that nobody has seen before, which must not be kept.
 */
export class MixedLoad {
  /** Answers by status; what failed is seen here. */
  readonly answers = new Map<number, number>();

  constructor(
    private readonly url: string,
    private readonly roomId: string,
  ) {}

  async round(who: Account, round: number): Promise<void> {
    for (const act of [this.posts, this.games, this.chat, this.account, this.stranger]) await act(who, round);
  }

  /** @returns `data`; undefined when it was refused, as what could not be made is not used */
  private async ask<T>(answer: ReturnType<ApiClient['request']>): Promise<T | undefined> {
    const { status, data } = await answer;
    this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
    return data as T | undefined;
  }

  private readonly posts: Act = async ({ api }) => {
    const text = randomBytes(8).toString('hex');
    await this.ask(api.get('/posts?limit=20'));
    const made = await this.ask<{ post: Made }>(
      api.post(
        '/posts',
        { title: `글 ${text}`, content: '배드민턴 이야기', category: 'free' },
        { headers: { 'idempotency-key': randomUUID() } },
      ),
    );
    const path = `/posts/${made?.post.id ?? ''}`;
    await this.ask(api.post(`${path}/comments`, { content: `댓글 ${text}` }));
    await this.ask(api.post(`${path}/like`));
    await this.ask(api.get(path));
    await this.ask(api.get(`/posts?search=${encodeURIComponent('이야기')}`));
    await this.ask(api.delete(path));
  };

  private readonly games: Act = async ({ api }, round) => {
    await this.ask(api.get('/games?limit=20'));
    await this.ask(api.get('/notifications'));
    await this.ask(api.get(`/users/members?search=${encodeURIComponent(`회원${round % 10}`)}`));
    const game_date = new Date(Date.now() + 86_400_000).toISOString();
    const body = { title: '번개', game_type: 'free', max_participants: 10, game_date };
    const made = await this.ask<{ game: Made }>(api.post('/games', body));
    const path = `/games/${made?.game.id ?? ''}`;
    await this.ask(api.post(`${path}/join`));
    await this.ask(api.delete(`${path}/join`));
    await this.ask(api.delete(path));
  };

  private readonly chat: Act = async ({ api }) => {
    const client = await ChatClient.connected(this.url, api.accessToken);
    await client.join(this.roomId);
    await client.say(this.roomId, '안녕하세요');
    await client.ask('room:sync', { roomId: this.roomId, lastSeq: 0 });
    client.close();
    await this.ask(api.get('/chat/rooms'));
    await this.ask(api.get(`/chat/rooms/${this.roomId}/messages?limit=50`));
  };

  private readonly account: Act = async ({ api, email }, round) => {
    await this.ask(api.get('/users/profile'));
    if (round % SIGN_IN_EVERY > 0) return;
    const signedIn = await this.ask<SignedIn>(api.post('/auth/login', { email, password: PASSWORD }));
    if (!signedIn) return;
    const renewed = await this.ask<SignedIn>(api.post('/auth/refresh', { refresh_token: signedIn.refresh_token }));
    api.use(renewed ?? signedIn);
  };

  private readonly stranger: Act = async ({ api }) => {
    const unknown = new ApiClient(api.base);
    await this.ask(unknown.get(`/${randomUUID()}/${randomUUID()}`));
    unknown.accessToken = randomBytes(200).toString('base64url');
    await this.ask(unknown.get('/posts', { headers: { 'x-request-id': randomUUID(), 'user-agent': randomUUID() } }));
    await this.ask(api.get(`/posts/${randomBytes(12).toString('hex')}`));
  };
}
