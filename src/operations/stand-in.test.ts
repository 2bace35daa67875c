import { expect, it } from 'vitest';
import { standIn } from './stand-in.ts';

it('answers for a frozen object what it is told to, and is taken for it', () => {
  class Greeter {
    greet() {
      return 'hello';
    }
  }
  const frozen = Object.freeze(new Greeter());
  const instead = standIn(frozen, (property) => (property === 'greet' ? () => 'hi' : Reflect.get(frozen, property)));
  expect([instead.greet(), instead instanceof Greeter, 'greet' in instead]).toEqual(['hi', true, true]);
  const own = Object.freeze({ validate: () => 1 });
  expect(standIn(own, () => () => 2).validate()).toBe(2);
});
