import type { EventEmitter } from 'node:events';

const TRIED_AGAIN_MS = 60_000;

export interface FileStream extends EventEmitter {
  write(line: string): unknown;
  flushSync?(): void;
}

/**
 * Lines to a file that may become impossible to write, as on a full disk. The process goes on without it, since its
 * lines are in standard output as well, and tries it again after a minute.
 */
export class LogFile {
  private stream?: FileStream;
  private notBefore = 0;

  /**
   * @param open makes a stream; a broken one is useless for good
   * @param say is told once of each breakdown
   */
  constructor(
    private readonly open: () => FileStream,
    private readonly say: (reason: string) => void,
  ) {}

  write(line: string): void {
    if (!this.stream && Date.now() < this.notBefore) return;
    try {
      this.stream ??= this.opened();
      this.stream.write(line);
    } catch (error) {
      this.broke(this.stream, error as Error);
    }
  }

  flushSync(): void {
    try {
      this.stream?.flushSync?.();
    } catch (error) {
      this.broke(this.stream, error as Error);
    }
  }

  private opened(): FileStream {
    const stream = this.open();
    stream.on('error', (error: Error) => this.broke(stream, error));
    return stream;
  }

  /** A stream may break by throwing and by an event, the latter later than its successor was opened. */
  private broke(stream: FileStream | undefined, { message }: Error): void {
    if (stream !== this.stream) return;
    this.stream = undefined;
    this.notBefore = Date.now() + TRIED_AGAIN_MS;
    this.say(message);
  }
}
