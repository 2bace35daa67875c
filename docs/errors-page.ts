import { advice } from '../src/errors/advice.ts';
import { likelyCauses } from '../src/errors/likely-causes.ts';
import { type ErrorReason, reasons } from '../src/errors/reasons.ts';

export function errorsPage(): string {
  const sections = Object.entries(reasons)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([name, { error, status, description, section, fields }]) =>
        `## ${name}\n\n\`${error}\`, status ${status}: ${description}\n\n${advised(name as ErrorReason)}${likely(name as ErrorReason)}Rule: ${section}.${fields.length === 0 ? '' : ` In the log: ${fields.map((field) => `\`${field}\``).join(', ')}.`}\n`,
    );
  return `# Errors

Generated from \`src/errors/reasons.ts\` by \`npm run docs\`. Every refusal has one of these reasons; \`error_uri\` of an error response
points here. The wire text tells a guesser nothing, the log tells you the rest.

${sections.join('\n')}`;
}

function advised(reason: ErrorReason): string {
  const text = advice[reason];
  return text === undefined ? '' : `${text}\n\n`;
}

function likely(reason: ErrorReason): string {
  const { cause, setting } = likelyCauses[reason];
  const settings =
    setting === 'none'
      ? ''
      : ` Setting: ${setting
          .split(', ')
          .map((one) => `\`${one}\``)
          .join(', ')}.`;
  return `Most of the time: ${cause}${settings}\n\n`;
}
