import { DeadLetter, DeadLetters } from '@dongbaejul/messaging';
import { Injectable } from '@nestjs/common';
import { DeadLetterErrors } from './dead-letters.errors';
import { DecideDeadLetter } from './decide-dead-letter';

/** Gives an event that a service gave up on all its tries again. */
@Injectable()
export class ReplayDeadLetter {
  constructor(
    private readonly deadLetters: DeadLetters,
    private readonly decide: DecideDeadLetter,
  ) {}

  /** @throws NOT_FOUND when there is no such dead letter, DEAD_LETTER_DISMISSED, SERVICE_UNAVAILABLE without Redis */
  async replay(id: string): Promise<DeadLetter> {
    const letter = await this.deadLetters.find(id);
    const decided = letter.dismissed ? 'dismissed' : await this.decide.run(letter, 'replayed');
    if (decided === 'dismissed') throw DeadLetterErrors.DEAD_LETTER_DISMISSED();
    return this.deadLetters.replay(id);
  }
}
