export class TooManyWait extends Error {}

/** Lets a few at a time do something, the others one after another as these end; no more than so many wait. */
export class Turns {
  private running = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly atOnce: number,
    private readonly mostWaiting = Infinity,
  ) {}

  /** @throws TooManyWait without doing it */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.atOnce && this.waiting.length >= this.mostWaiting) throw new TooManyWait();
    if (this.running >= this.atOnce) await new Promise<void>((resolve) => this.waiting.push(resolve));
    else this.running += 1;
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // The turn goes on to whoever waits longest; nobody who comes now is before them.
      if (next) next();
      else this.running -= 1;
    }
  }
}
