import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../errors/configuration-error.ts';
import { randomHandle } from './digest.ts';
import { createSealer, parseMasterSecrets, sealUnderHandle, UnsealError, unsealUnderHandle } from './sealer.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const bytes = (value: string) => new Uint8Array(Buffer.from(value));
const first = 'jb0dIpHbBEvqbAzbAwDIgqWkxHGtdjnxNVEjk4xP2Fs';
const second = 'u3nUGjyPYY3zvEQ8mZcXfrgdMIFIobbK7vnBbMHF7nE';

function problemsOf(values: readonly string[]) {
  try {
    parseMasterSecrets(values);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe('a sealer', () => {
  it('opens what it sealed, and so does another process with the same secret', () => {
    const sealed = createSealer([first]).seal(bytes('payload'), 'row 1');
    expect(text(createSealer([first]).unseal(sealed, 'row 1'))).toBe('payload');
  });

  it('seals the same bytes differently each time and does not show them', () => {
    const sealer = createSealer([first]);
    const one = sealer.seal(bytes('payload'), 'row 1');
    const two = sealer.seal(bytes('payload'), 'row 1');
    expect(Buffer.from(one).equals(two)).toBe(false);
    expect(text(one)).not.toContain('payload');
  });

  it('refuses what was sealed for another context', () => {
    const sealer = createSealer([first]);
    const sealed = sealer.seal(bytes('payload'), 'row 1');
    expect(() => sealer.unseal(sealed, 'row 2')).toThrow(UnsealError);
    expect(() => sealer.unseal(sealed, '')).toThrow(UnsealError);
  });

  it('refuses a change of any single bit, and any shortening', () => {
    const sealer = createSealer([first]);
    const sealed = sealer.seal(bytes('payload'), 'row 1');
    for (let bit = 0; bit < sealed.length * 8; bit += 1) {
      const changed = Uint8Array.from(sealed);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(() => sealer.unseal(changed, 'row 1')).toThrow(UnsealError);
    }
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => sealer.unseal(sealed.subarray(0, length), 'row 1')).toThrow(UnsealError);
    }
  });

  it('refuses bytes of any shape with the one error', () => {
    const sealer = createSealer([first]);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (garbage) => {
        expect(() => sealer.unseal(garbage, 'row 1')).toThrow(UnsealError);
      }),
    );
  });

  it('opens what an older secret of the list sealed, and tells that it is outdated', () => {
    const old = createSealer([first]).seal(bytes('payload'), 'row 1');
    const rotated = createSealer([second, first]);
    expect(text(rotated.unseal(old, 'row 1'))).toBe('payload');
    expect(rotated.isOutdated(old)).toBe(true);
    expect(rotated.isOutdated(rotated.seal(bytes('payload'), 'row 1'))).toBe(false);
    expect(rotated.isOutdated(createSealer([randomHandle()]).seal(bytes('payload'), 'row 1'))).toBe(false);
  });

  it('refuses what a secret sealed that is no longer in the list', () => {
    const old = createSealer([first]).seal(bytes('payload'), 'row 1');
    expect(() => createSealer([second]).unseal(old, 'row 1')).toThrow(UnsealError);
  });

  it('derives 32 bytes that depend on secret and purpose alone', () => {
    const derived = createSealer([first]).derive('cookies');
    expect(derived.length).toBe(32);
    expect(createSealer([first, second]).derive('cookies')).toEqual(derived);
    expect(createSealer([first]).derive('other')).not.toEqual(derived);
    expect(createSealer([second]).derive('cookies')).not.toEqual(derived);
  });
});

describe('parseMasterSecrets', () => {
  it('gives the bytes of good ones', () => {
    expect(parseMasterSecrets([first, second]).map((secret) => secret.length)).toEqual([32, 32]);
  });

  it('names the path of every bad one and never its value', () => {
    const problems = problemsOf([first, 'c2hvcnQtYnV0LXZhbGlk', 'not base64url!', 'A'.repeat(43)]);
    expect(problems.map(({ path }) => path)).toEqual(['secret[1]', 'secret[2]', 'secret[3]']);
    expect(problems[0]!.message).toContain('at least 32 random bytes (43 characters), this one has 15');
    expect(problems.map(({ message }) => message).join()).not.toMatch(/c2hvcnQ|not base64url!|AAAAAA/);
  });

  it('requires one, and no two alike', () => {
    expect(problemsOf([]).map(({ path }) => path)).toEqual(['secret']);
    expect(problemsOf([first, first])).toEqual([{ path: 'secret', message: 'holds the same master secret twice' }]);
  });
});

describe('sealing under a handle', () => {
  it('opens with the same handle and context alone', () => {
    const handle = randomHandle();
    const sealed = sealUnderHandle(handle, 'successor', 'refresh');
    expect(unsealUnderHandle(handle, sealed, 'refresh')).toBe('successor');
    expect(Buffer.from(sealed).toString('latin1')).not.toContain('successor');
    expect(() => unsealUnderHandle(randomHandle(), sealed, 'refresh')).toThrow(UnsealError);
    expect(() => unsealUnderHandle(handle, sealed, 'other')).toThrow(UnsealError);
    expect(() => unsealUnderHandle(handle, sealed.subarray(1), 'refresh')).toThrow(UnsealError);
    expect(() => unsealUnderHandle(handle, new Uint8Array(), 'refresh')).toThrow(UnsealError);
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Uint8Array.from(sealed, (byte, at) => (at === index ? byte ^ 1 : byte));
      expect(() => unsealUnderHandle(handle, changed, 'refresh')).toThrow(UnsealError);
    }
  });

  it('takes no text that is longer than its pad', () => {
    const handle = randomHandle();
    const longest = 'x'.repeat(64);
    expect(unsealUnderHandle(handle, sealUnderHandle(handle, longest, 'refresh'), 'refresh')).toBe(longest);
    expect(() => sealUnderHandle(handle, `${longest}x`, 'refresh')).toThrow(TypeError);
  });
});
