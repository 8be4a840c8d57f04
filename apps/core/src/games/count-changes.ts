import { metrics } from '@dongbaejul/service-kit';
import type { Happened } from './consequences';

const changes = metrics.counter({
  name: 'game_changes_total',
  help: 'Changes of games that were committed, by what happened',
  labelNames: ['change'],
});
const promotions = metrics.counter({
  name: 'game_promotions_total',
  help: 'Members who got a place from the waiting list of a game',
});

/** Once they are written for good. */
export function countChanges(happened: readonly Happened[]): void {
  for (const { decision } of happened) {
    if (decision.change) changes.inc({ change: decision.change });
    const moved = decision.notes?.find(({ type }) => type === 'game.promoted');
    if (moved) promotions.inc(moved.member_ids.length);
  }
}
