import type { LogFields, LogLevel } from './log-fields.ts';
import { prettyLine } from './pretty-log.ts';
import { redact } from './redact.ts';

/** Where the server writes what happens. Bring your own, or `createLogger`. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger whose lines all carry these fields. */
  child(fields: LogFields): Logger;
  /** Whether lines of this level go anywhere: to save making expensive fields. Absent: they do. */
  isEnabled?(level: Exclude<LogLevel, 'silent'>): boolean;
}

export interface LoggerOptions {
  /** Lines below it cost nothing. Default: `info`. */
  readonly level?: LogLevel;
  /** `json`: one object a line, for machines. `pretty`: for people. Default: `json`. */
  readonly format?: 'json' | 'pretty';
  /** Default: stdout. */
  readonly write?: (line: string) => void;
}

const weights = { debug: 20, info: 30, warn: 40, error: 50, silent: 99 } as const;
type Level = Exclude<LogLevel, 'silent'>;

/** A logger that never prints the value of a field whose name speaks of a secret (`operations/redact.ts`). */
export async function createLogger(options: LoggerOptions = {}): Promise<Logger> {
  const least = weights[options.level ?? 'info'];
  const emit = options.format === 'pretty' ? prettyEmitter(options.write) : await jsonEmitter(options);
  return new LevelLogger(least, emit, {});
}

/** A logger that says nothing. */
export const silentLog: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLog,
  isEnabled: () => false,
};

type Emit = (level: Level, message: string, fields: LogFields) => void;

class LevelLogger implements Logger {
  readonly #least: number;
  readonly #emit: Emit;
  readonly #fields: LogFields;

  constructor(least: number, emit: Emit, fields: LogFields) {
    this.#least = least;
    this.#emit = emit;
    this.#fields = fields;
  }

  debug(message: string, fields?: LogFields): void {
    if (this.#least <= weights.debug) this.#log('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    if (this.#least <= weights.info) this.#log('info', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    if (this.#least <= weights.warn) this.#log('warn', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    if (this.#least <= weights.error) this.#log('error', message, fields);
  }

  child(fields: LogFields): Logger {
    return new LevelLogger(this.#least, this.#emit, { ...this.#fields, ...(redact(fields) as LogFields) });
  }

  isEnabled(level: Level): boolean {
    return this.#least <= weights[level];
  }

  #log(level: Level, message: string, fields: LogFields | undefined): void {
    this.#emit(
      level,
      message,
      fields === undefined ? this.#fields : { ...this.#fields, ...(redact(fields) as LogFields) },
    );
  }
}

async function jsonEmitter({ level, write }: LoggerOptions): Promise<Emit> {
  const { pino } = await import('pino');
  const options = {
    level: level ?? 'info',
    base: null,
    messageKey: 'message',
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  const logger = write === undefined ? pino(options) : pino(options, { write });
  return (at, message, fields) => logger[at](fields, message);
}

function prettyEmitter(write: LoggerOptions['write']): Emit {
  const colours = write === undefined && process.stdout.isTTY && process.env.NO_COLOR === undefined;
  const print = write ?? ((line: string) => process.stdout.write(line));
  return (level, message, fields) => print(prettyLine(new Date(), level, message, fields, colours));
}
