import { expect, it } from 'vitest';
import { EndOfTurn } from './end-of-turn.ts';

const nothing = () => {
  throw new Error('nothing');
};

it('does the work of a turn together and in order, and lets what fails fail alone', async () => {
  const done: string[] = [];
  const turns = new EndOfTurn((all, size) => {
    done.push(`before ${size}`);
    all();
    done.push('after');
  });
  const results = await Promise.allSettled([
    turns.add(() => done.push('first')),
    turns.add(nothing),
    turns.add(() => 3),
  ]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await turns.add(() => 'later')).toBe('later');
  expect(done).toEqual(['before 3', 'first', 'after', 'before 1', 'after']);
});

it('rejects everything when it cannot even begin, and goes on with the next turn', async () => {
  let fails = true;
  const turns = new EndOfTurn((all) => (fails ? nothing() : all()));
  await expect(turns.add(() => 1)).rejects.toThrow('nothing');
  fails = false;
  expect(await turns.add(() => 2)).toBe(2);
});
