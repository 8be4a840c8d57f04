import type { ActivityRecorded } from '@dongbaejul/contracts';
import { attendanceCredits } from './attendance-rules';
import type { Decision } from './decision';
import { resultCredits } from './finish-rules';
import type { GameFields, GameRow, Player, Teams } from './game.schema';
import { teamsWithin } from './join-rules';
import { fill } from './roster';

/** Two accounts that turned out to be one person: what is the first's becomes the second's. */
export interface HandOver {
  from: string;
  into: string;
}

const swap = (id: string, { from, into }: HandOver): string => (id === from ? into : id);

const isIn = ({ players, waiting }: GameRow, memberId: string): boolean =>
  [...players, ...waiting].some(({ member_id }) => member_id === memberId);

const handedList = (list: readonly Player[], hand: HandOver): Player[] =>
  list.map((player) => ({
    ...player,
    player_id: swap(player.player_id, hand),
    member_id: player.member_id === null ? null : swap(player.member_id, hand),
    party: swap(player.party, hand),
  }));

const handedTeams = (teams: Teams | null, hand: HandOver): Teams | null =>
  teams && {
    team1: teams.team1.map((id) => swap(id, hand)),
    team2: teams.team2.map((id) => swap(id, hand)),
  };

/**
 * What becomes of a game when one account goes on as another. Where both are in it, the one person keeps one place and
 * the other goes to who waits. Of a game that has begun nobody's place can be taken: there the other place is a guest's
 * from now on. It counts once for the person, by the account that stays, and like any game with a guest rates nobody.
 * @param isBusy whether the account that stays plays another game just now
 */
export function handedOver(game: GameRow, hand: HandOver, isBusy = false): Partial<GameFields> {
  const { host_id, withdrawals } = game;
  const common = {
    ...(host_id === hand.from && { host_id: hand.into }),
    ...(withdrawals.some(({ member_id }) => member_id === hand.from) && {
      withdrawals: withdrawals.map((one) => ({ ...one, member_id: swap(one.member_id, hand) })),
    }),
  };
  if (!isIn(game, hand.from)) return common;
  if (!isIn(game, hand.into)) return { ...common, ...renamed(game, hand, isBusy) };
  return { ...common, ...(game.status === 'scheduled' ? united(game, hand) : asGuest(game, hand)) };
}

/** The place stays, as that of a guest of the person's. */
function asGuest(game: GameRow, { from, into }: HandOver): Partial<GameFields> {
  const handed = (list: readonly Player[]): Player[] =>
    list.map((player) => {
      if (player.member_id === from) return { ...player, member_id: null, party: into, attendance: null };
      return player.party === from ? { ...player, party: into } : player;
    });
  return {
    players: handed(game.players),
    waiting: handed(game.waiting),
    ...(game.busy && { busy: game.busy.filter((key) => key !== `player:${from}`) }),
    ...(game.mvp === from && { mvp: into }),
  };
}

function renamed(game: GameRow, hand: HandOver, isBusy: boolean): Partial<GameFields> {
  const own = `player:${hand.from}`;
  const busy = isBusy
    ? game.busy?.filter((key) => key !== own)
    : game.busy?.map((key) => (key === own ? `player:${hand.into}` : key));
  return {
    players: handedList(game.players, hand),
    waiting: handedList(game.waiting, hand),
    ...(game.teams && { teams: handedTeams(game.teams, hand) }),
    ...(busy && { busy }),
    ...(game.mvp === hand.from && { mvp: hand.into }),
  };
}

/** The better of the two places stays, with the guests that are in the same list. */
function united(game: GameRow, hand: HandOver): Partial<GameFields> {
  const bothIn = (list: readonly Player[]): boolean =>
    [hand.from, hand.into].every((id) => list.some(({ player_id }) => player_id === id));
  const stays = game.players.some(({ player_id }) => player_id === hand.into) ? hand.into : hand.from;
  const goes = stays === hand.into ? hand.from : hand.into;
  const together = bothIn(game.players) || bothIn(game.waiting);
  const kept = (list: readonly Player[]): Player[] =>
    handedList(
      list.filter(({ player_id, party }) => player_id !== goes && (together || party !== goes)),
      hand,
    );
  const { roster } = fill({ players: kept(game.players), waiting: kept(game.waiting) }, game.max_participants);
  const teams = stays === hand.into ? game.teams : handedTeams(game.teams, hand);
  return { ...roster, teams: teamsWithin(teams, roster.players) };
}

/** The same for a game that members still follow: they see it, and who moved up is told. */
export function decideHandOver(game: GameRow, hand: HandOver, isBusy: boolean): Decision {
  const set = handedOver(game, hand, isBusy);
  if (Object.keys(set).length === 0) return { value: undefined };
  const promoted = set.players ? movedUp(game, set.players, hand) : [];
  return {
    set,
    change: 'updated',
    notes: promoted.length > 0 ? [{ type: 'game.promoted', member_ids: promoted }] : [],
    credits: countedTwice(game, hand),
    value: undefined,
  };
}

/**
 * What is taken back where both were in a game: the mark of the place that the one person loses, and what the other
 * account played and won there. What was counted for either counts for the one by now.
 */
export function countedTwice(game: GameRow, { from, into }: HandOver): ActivityRecorded[] {
  const goes = game.players.find(({ member_id }) => member_id === from);
  if (game.status === 'cancelled' || !goes || !game.players.some(({ member_id }) => member_id === into)) return [];
  const played = game.status === 'completed' ? resultCredits(game, -1) : [];
  return [
    ...played.filter(({ member_id }) => member_id === from).map((credit) => ({ ...credit, member_id: into })),
    ...attendanceCredits([{ ...goes, member_id: into }], []),
  ];
}

/** Members who waited and play now, the one person aside who did both. */
function movedUp(before: GameRow, players: readonly Player[], hand: HandOver): string[] {
  const partiesOf = (list: readonly Player[]): Set<string> => new Set(list.map(({ party }) => swap(party, hand)));
  const [waited, played] = [partiesOf(before.waiting), partiesOf(before.players)];
  return [...partiesOf(players)].filter((id) => waited.has(id) && !played.has(id));
}
