import { createRequire } from 'node:module';
import type { LoggerService } from '@nestjs/common';
import pino from 'pino';
import type { BaseConfig } from '../config/config';
import { requestContext } from '../context/request-context';
import { FileStream, LogFile } from './log-file';
import { maskSecrets, redaction } from './mask-secrets';

const FILE_SIZE = '5m';
const FILES_KEPT = 5;

export type RootLogger = pino.Logger;

export interface AccessLogger {
  info(line: object): void;
}

/**
 * Writes request lines, which are kept at every LOG_LEVEL. They look like the root logger's and go where
 * its lines go, but say nothing that would have to be masked and name their request themselves; so they are spared
 * redaction and mixin, which cost more than the rest of the line (docs/performance.md).
 */
export function accessLogger(root: RootLogger): AccessLogger {
  if (root.level === 'silent') return { info: () => undefined };
  const { [pino.symbols.streamSym]: stream } = root as unknown as Record<symbol, PinoStream>;
  if (!stream) throw new Error('this logger has no stream');
  const base = JSON.stringify(root.bindings()).slice(1, -1);
  const info = pino.levels.values.info ?? 30;
  return {
    info: (line) => {
      // A multistream decides by this which of its streams get the line.
      stream.lastLevel = info;
      const fields = JSON.stringify(line).slice(1);
      stream.write(`{"level":"info","timestamp":"${new Date().toISOString()}",${base},${fields}\n`);
    },
  };
}

type PinoStream = pino.DestinationStream & { lastLevel?: number };

/** Lines may also go here, beside standard output and files. */
export interface ExtraDestination {
  write(line: string): void;
}

/** By its path: pino would look for it beside whoever called, whom a source map names by an address that is no file. */
const ROLLING_FILES = createRequire(__filename).resolve('pino-roll');

/** Files rotate in a worker thread, 5 MB × 5 as seeds/000 says, one pair per process. */
function fileStreams(dir: string, output: Output, base: object): pino.StreamEntry[] {
  const open = (file: string): FileStream =>
    pino.transport({
      target: ROLLING_FILES,
      options: {
        file: `${dir}/${file}`,
        extension: '.log',
        size: FILE_SIZE,
        limit: { count: FILES_KEPT },
        mkdir: true,
      },
    }) as FileStream;
  const rolled = (file: string): pino.StreamEntry['stream'] =>
    new LogFile(
      () => open(file),
      (reason) => {
        const head = { level: 'error', timestamp: new Date().toISOString(), ...base };
        const msg = 'a log file cannot be written; it is tried again in a minute';
        output.write(`${JSON.stringify({ ...head, msg, file, reason })}\n`);
      },
    );
  return [
    { level: 'trace', stream: rolled('combined') },
    { level: 'error', stream: rolled('error') },
  ];
}

type Output = ReturnType<typeof pino.destination>;

/** What this process has written to standard output and not yet handed over. */
const outputs = new Set<Output>();
const FLUSH_MS = 500;

function standardOutput(): Output {
  const output = pino.destination({ fd: 1, sync: false, minLength: 8192, periodicFlush: 100 });
  outputs.add(output);
  return output;
}

/**
 * Hands over what was logged, in half a second at most. To be called before the process exits: when whoever read our
 * output was killed, sonic-boom's own last flush tries for ever to write into the broken pipe, unless a write before it
 * has found that out.
 */
export async function flushOutput(): Promise<void> {
  await Promise.all(
    [...outputs].map(
      (output) =>
        new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, FLUSH_MS);
          output.flush(() => {
            clearTimeout(timer);
            resolve();
          });
        }),
    ),
  );
}

/**
 * The process's JSON logger: timestamp, level, service, version, trace_id, user_id, msg (seeds/002), secrets masked.
 * Standard output is written asynchronously; see flushOutput.
 */
export function createLogger(
  service: string,
  config: Pick<BaseConfig, 'logLevel' | 'LOG_DIR' | 'SERVICE_VERSION'>,
  extra: ExtraDestination[] = [],
): RootLogger {
  const output = standardOutput();
  const base = { service, version: config.SERVICE_VERSION };
  const streams: pino.StreamEntry[] = [
    { level: 'trace', stream: output },
    ...(config.LOG_DIR ? fileStreams(config.LOG_DIR, output, base) : []),
    ...extra.map((stream): pino.StreamEntry => ({ level: 'trace', stream })),
  ];
  return pino(
    {
      level: config.logLevel,
      base,
      messageKey: 'msg',
      timestamp: () => `,"timestamp":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => {
        const context = requestContext();
        if (!context) return {};
        return context.userId ? { trace_id: context.traceId, user_id: context.userId } : { trace_id: context.traceId };
      },
      redact: redaction,
      serializers: { err: (error: unknown) => describeError(error) },
    },
    streams.length === 1
      ? (streams[0]?.stream as pino.DestinationStream)
      : pino.multistream(streams, { dedupe: false }),
  );
}

/** An error for a log: type, masked message, code, stack and causes. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code } = error as NodeJS.ErrnoException;
  return {
    type: error.name,
    message: maskSecrets(error.message),
    ...(code !== undefined && { code }),
    stack: maskSecrets(error.stack ?? ''),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}

const NEST_START = new Set(['InstanceLoader', 'RouterExplorer', 'RoutesResolver', 'NestFactory']);

/** Lets Nest's own `Logger`, which all code uses, write through pino. Objects become fields of the line. */
export class NestLogger implements LoggerService {
  constructor(private readonly root: RootLogger) {}

  log(message: unknown, ...rest: unknown[]): void {
    // Nest tells of each module and route at every start; who wants to know asks for debug.
    this.write(NEST_START.has(String(rest.at(-1))) ? 'debug' : 'info', message, rest);
  }
  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }
  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }
  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }
  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }
  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(
    level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace',
    message: unknown,
    rest: unknown[],
  ): void {
    if (!this.root.isLevelEnabled(level)) return;
    const context = typeof rest.at(-1) === 'string' ? rest.at(-1) : undefined;
    const stack =
      level === 'error' && rest.length > 1 && typeof rest[0] === 'string' ? maskSecrets(rest[0]) : undefined;
    if (message instanceof Error) {
      this.root[level]({ context, err: message }, maskSecrets(message.message));
    } else if (typeof message === 'object' && message !== null) {
      this.root[level]({ context, ...message });
    } else {
      this.root[level]({ context, ...(stack && { stack }) }, maskSecrets(String(message)));
    }
  }
}
