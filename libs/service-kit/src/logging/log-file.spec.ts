import { EventEmitter } from 'node:events';
import { FileStream, LogFile } from './log-file';

class Fake extends EventEmitter implements FileStream {
  readonly lines: string[] = [];
  broken = false;
  write(line: string): void {
    if (this.broken) throw new Error('the worker has exited');
    this.lines.push(line);
  }
}

describe('a log file that cannot be written', () => {
  const streams: Fake[] = [];
  const said: string[] = [];
  const open = (): Fake => {
    const stream = new Fake();
    streams.push(stream);
    return stream;
  };
  beforeEach(() => {
    streams.length = said.length = 0;
    jest.useFakeTimers();
  });
  afterEach(() => jest.useRealTimers());

  it.each([
    ['tells by an event', (stream: Fake) => stream.emit('error', new Error('ENOSPC'))],
    ['throws', (stream: Fake) => (stream.broken = true)],
    [
      'does both',
      (stream: Fake) => {
        stream.broken = true;
        stream.emit('error', new Error('ENOSPC'));
      },
    ],
  ])('and %s ends nothing, is said once, and is opened again after a minute', (_how, breakIt) => {
    const file = new LogFile(open, (reason) => said.push(reason));
    file.write('one');
    breakIt(streams[0] as Fake);
    for (const line of ['two', 'three']) file.write(line);
    expect(said).toHaveLength(1);
    expect(streams).toHaveLength(1);
    jest.advanceTimersByTime(60_000);
    file.write('four');
    streams[0]?.emit('error', new Error('late'));
    file.write('five');
    expect(streams.map(({ lines }) => lines)).toEqual([['one'], ['four', 'five']]);
    expect(said).toHaveLength(1);
  });
});
