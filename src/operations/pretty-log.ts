import { styleText } from 'node:util';
import type { LogFields, LogLevel } from './log-fields.ts';

const colours = { debug: 'gray', info: 'green', warn: 'yellow', error: 'red', silent: 'gray' } as const;

/** `12:34:56 info  a message name=value`, for people. */
export function prettyLine(time: Date, level: LogLevel, message: string, fields: LogFields, coloured: boolean): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    coloured ? styleText(style, text, { validateStream: false }) : text;
  const clock = paint('gray', time.toTimeString().slice(0, 8));
  const rest = Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${paint('cyan', `${name}=`)}${show(value)}`)
    .join('');
  return `${clock} ${paint(colours[level], level.padEnd(5))} ${oneLine(message)}${rest}\n`;
}

function show(value: unknown): string {
  if (typeof value === 'string') return /^[\w.:/@+…-]+$/.test(value) ? value : escaped(JSON.stringify(value));
  if (typeof value === 'object' && value !== null && 'stack' in value && typeof value.stack === 'string') {
    return `\n${value.stack.split('\n').map(oneLine).join('\n')}`;
  }
  return escaped(JSON.stringify(value) ?? String(value));
}

/** `JSON.stringify` leaves the control characters beyond ASCII as they are, and those that turn text around. */
function escaped(json: string): string {
  return json.replace(
    /[\x7F-\x9F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** What came from outside must not forge a line or colour the terminal. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  return text.replace(/[\x00-\x1F\x7F-\x9F]/g, ' ');
}
