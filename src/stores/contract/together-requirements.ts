import type { FoundGrant } from '../contracts.ts';
import { equals } from './assert.ts';
import type { StoreRequirement } from './requirement.ts';
import { bytes, grant, sampleNow, unique } from './samples.ts';

const at = sampleNow + 10;

/** Texts that mean something where many values are written as one. */
const oddTexts = [
  'NULL',
  'null',
  '',
  '{}',
  '{a,b}',
  '"',
  '\\',
  '\\x00',
  "it's",
  'a b',
  ' ',
  '$1',
  'ü😀',
  "');--",
  '\t',
  'a\nb',
];

function rowOf(found: FoundGrant | undefined) {
  return found?.grant;
}

/** What many requests want at the same time. */
export const togetherRequirements: readonly StoreRequirement[] = [
  {
    title: 'writes and finds many rows at once, each as it was given, whatever stands in them',
    async run({ grants }) {
      const rows = oddTexts.map((text, index) =>
        grant({
          family: index % 2 === 0 ? text : null,
          subjectId: text,
          sessionId: index % 3 === 0 ? null : text,
          clientId: text,
          payload: bytes(index, 0, 92, 34),
          successor: index % 2 === 0 ? null : bytes(0),
        }),
      );
      await Promise.all(rows.map((row) => grants.insert([row])));
      const found = await Promise.all(rows.map(({ handleHash }) => grants.find(handleHash)));
      for (const [index, row] of rows.entries()) equals(rowOf(found[index]), row, `row ${index}`);
    },
  },
  {
    title: 'redeems many grants at once, each with its own successor and rows, and refuses each that it should',
    async run({ grants }) {
      const rows = Array.from({ length: 20 }, () => grant({ family: unique('family') }));
      await grants.insert(rows);
      const [used, revoked] = [rows[3]!, rows[7]!];
      await grants.consume(used.handleHash, { at: at - 1 });
      await grants.revoke({ family: revoked.family! }, at + 1000);
      const successors = rows.map(({ family }) => [grant({ family }), grant({ family })]);
      const outcomes = await Promise.all(
        rows.map(({ handleHash }, index) =>
          grants.consume(handleHash, { at: at + index, successor: bytes(index), alongside: successors[index]! }),
        ),
      );
      for (const [index, row] of rows.entries()) {
        const alongside = await Promise.all(successors[index]!.map(({ handleHash }) => grants.find(handleHash)));
        const isRefused = row === used || row === revoked;
        const expected =
          row === used
            ? { outcome: 'replayed', grant: { ...used, consumedAt: at - 1 } }
            : { outcome: row === revoked ? 'unknown' : 'consumed' };
        equals(outcomes[index], expected, `grant ${index}`);
        equals(alongside.map(rowOf), isRefused ? [undefined, undefined] : successors[index], `rows alongside ${index}`);
        if (isRefused) continue;
        const redeemed = { ...row, consumedAt: at + index, successor: bytes(index) };
        equals(rowOf(await grants.find(row.handleHash)), redeemed, `row ${index}`);
      }
    },
  },
  {
    title: 'fails, of many inserts and redemptions at once, only those whose row cannot be written',
    async run({ grants }) {
      const taken = grant();
      const rows = Array.from({ length: 6 }, () => grant());
      await grants.insert([taken, ...rows]);
      const fresh = rows.map(() => grant());
      const inserts = await Promise.allSettled(
        fresh.map((row, index) => grants.insert(index === 2 ? [row, taken] : [row])),
      );
      equals(
        inserts.map(({ status }) => status),
        ['fulfilled', 'fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'],
        'inserts',
      );
      equals(await grants.find(fresh[2]!.handleHash), undefined, 'what came with the wrong one');
      const redemptions = await Promise.allSettled(
        rows.map(({ handleHash }, index) =>
          grants.consume(handleHash, { at, alongside: index === 4 ? [taken] : [grant()] }),
        ),
      );
      equals(
        redemptions.map((one) => (one.status === 'fulfilled' ? one.value.outcome : one.status)),
        ['consumed', 'consumed', 'consumed', 'consumed', 'rejected', 'consumed'],
        'redemptions',
      );
      equals(rowOf(await grants.find(rows[4]!.handleHash))?.consumedAt, null, 'the grant of the wrong one');
    },
  },
];
