import { execFile } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { BoardView, GameState } from '@dongbaejul/contracts';
import { ApiClient, Platform } from '@dongbaejul/testing';

const SCRIPT = pathToFileURL(path.resolve(__dirname, '../../scripts/lib/demo-games.mjs')).href;
const arranged = (address: string): Promise<unknown> =>
  promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    `const { arrangeDemoGames } = await import(${JSON.stringify(SCRIPT)}); await arrangeDemoGames(${JSON.stringify(address)});`,
  ]);

/** What `npm run up` arranges at its end. */
describe('the demo games', () => {
  let platform: Platform;
  let member: ApiClient;
  beforeAll(async () => {
    platform = await Platform.start({ services: { auth: 1, core: 1, gateway: 1 } });
    member = await platform.signIn('member');
  }, 120_000);
  afterAll(() => platform?.stop(), 60_000);

  const games = async (): Promise<GameState[]> =>
    (await member.get<{ games: GameState[] }>('/games?limit=100')).data.games;
  const byTitle = (list: GameState[], title: string): GameState => list.find((game) => game.title === title)!;

  it('are there once, however often the platform is brought up', async () => {
    for (let i = 0; i < 2; i += 1) await arranged(platform.gateway.url);
    const list = await games();
    expect(list.map(({ title }) => title).sort()).toEqual(
      ['동배즐 번개 (데모) 1번 코트', '목요 남자 복식', '운영진 친선 단식', '저녁 단식'].sort(),
    );
    expect(byTitle(list, '목요 남자 복식')).toMatchObject({ status: 'scheduled', waiting_count: 2 });
    expect(byTitle(list, '저녁 단식')).toMatchObject({
      status: 'ongoing',
      score: {
        sets: [
          { team1: 21, team2: 18 },
          { team1: 9, team2: 11 },
        ],
        winner: null,
      },
    });
    expect(byTitle(list, '운영진 친선 단식')).toMatchObject({ status: 'completed', score: { winner: 'team1' } });
    const { data } = await member.get<{ meetings: { id: string }[] }>('/meetings');
    expect(data.meetings).toHaveLength(1);
    const { board } = (await member.get<{ board: BoardView }>(`/meetings/${data.meetings[0]!.id}/board`)).data;
    expect(board.courts.map(({ status }) => status)).toEqual(['playing', 'free']);
    expect(board.waiting).toHaveLength(2);
  }, 60_000);
});
