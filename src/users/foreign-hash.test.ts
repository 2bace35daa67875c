import { describe, expect, it } from 'vitest';
import { type ForeignHashParts, foreignHashText, readForeignHash } from './foreign-hash.ts';
import { PasswordHasher } from './password-hasher.ts';

const salt = Buffer.from('0123456789abcdef');
const pbkdf2 = (digest: string, iterations: number, hash: string): ForeignHashParts => ({
  kind: 'pbkdf2',
  digest,
  iterations,
  salt,
  hash: Buffer.from(hash, 'base64'),
});
const argon2 = (variant: string, [memory, passes, lanes]: readonly [number, number, number], hash: string) => ({
  kind: 'argon2' as const,
  variant,
  version: 19,
  memory,
  passes,
  lanes,
  salt,
  hash: Buffer.from(hash, 'base64'),
});

function textOf(parts: ForeignHashParts): string {
  const made = foreignHashText(parts);
  return 'text' in made ? made.text : made.problem;
}

// Made with Python's hashlib and with OpenSSL.
const sha1 = '3j/kSXDCFGf+gK+IC5hDJD7B63eDRKJWnhTpQ3Nh9Yn4EIxpeBgLSZpVdl9LMnC6x+tygyctTfXI4xPArxGXMQ==';
const sha256 = 'H5R9LZ0QvKxHLm1Lg0IeQXdtUAa+9gf2NeOZns+WHBTpnlaWE/+JwnJ/2OXEjNPW5EusP1xxGLqEqjWDbIcGlg==';
const sha512 = 'EZdYedjJ9LINuCEWb/obgbC2etwQSY8+K/kV9Sbe4upwijP8unRux35qRxFax9VOayhTRti9uKhJLnaJW9awyQ==';
const argon2id = '2Ek5zMZVGrFVTlHZZgywf+fd0fS6/y+DB3Z5fAX1+zM=';

describe('a password hash of another server', () => {
  it.each([
    ['PBKDF2 with SHA-1', pbkdf2('sha1', 20_000, sha1)],
    ['PBKDF2 with SHA-256', pbkdf2('sha256', 27_500, sha256)],
    ['PBKDF2 with SHA-512', pbkdf2('sha512', 30_000, sha512)],
    ['argon2id', argon2('id', [7168, 5, 1], argon2id)],
    ['argon2i', argon2('i', [4096, 3, 1], 'M8M9IunYHApl7wj0Dg+5CqEc2CuQPEBiS8OCpfVunfo=')],
    ['argon2d', argon2('d', [4096, 2, 2], '3ir3Qg0WYrt1pvJJyZx5Ei6MjJDBuxlZn2otVF2bWWI=')],
  ])('is verified: %s', async (_, parts) => {
    const text = textOf(parts);
    expect(await readForeignHash(text)?.matches('correct horse')).toBe(true);
    expect(await readForeignHash(text)?.matches('Correct horse')).toBe(false);
    const hasher = new PasswordHasher();
    expect(await hasher.verify('correct horse', text)).toBe(true);
    expect(await hasher.verify('wrong', text)).toBe(false);
    expect(hasher.isOutdated(text)).toBe(true);
  });

  it('is kept in PHC form, of PBKDF2 the first block alone', () => {
    expect(textOf(pbkdf2('sha1', 20_000, sha1))).toBe(
      '$pbkdf2-sha1$i=20000,l=20$MDEyMzQ1Njc4OWFiY2RlZg$3j/kSXDCFGf+gK+IC5hDJD7B63c',
    );
    expect(textOf(argon2('id', [7168, 5, 1], argon2id))).toBe(
      '$argon2id$v=19$m=7168,t=5,p=1$MDEyMzQ1Njc4OWFiY2RlZg$2Ek5zMZVGrFVTlHZZgywf+fd0fS6/y+DB3Z5fAX1+zM',
    );
  });

  it('is verified as RFC 6070 and RFC 7914 §11 have it', async () => {
    const vectors = [
      ['sha1', 4096, 'SwB5AbdlSJq+rUnZJvch0GWkKcE', 'password', 'c2FsdA'],
      ['sha256', 1, 'VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrLw', 'passwd', 'c2FsdA'],
    ] as const;
    for (const [digest, iterations, hash, password, ofSalt] of vectors) {
      const length = Buffer.from(hash, 'base64').length;
      const text = `$pbkdf2-${digest}$i=${iterations},l=${length}$${ofSalt}$${hash}`;
      expect(await readForeignHash(text)?.matches(password)).toBe(true);
    }
  });

  it.each([
    [pbkdf2('sha256', 1_000_000_000, sha256), 'it must have 1 to 1500000 iterations: each sign-in would cost them'],
    [pbkdf2('sha256', 0, sha256), 'it must have 1 to 1500000 iterations: each sign-in would cost them'],
    [pbkdf2('sha256', 1.5, sha256), 'it must have 1 to 1500000 iterations: each sign-in would cost them'],
    [pbkdf2('md5', 1000, sha256), 'its digest must be one of sha1, sha256, sha512'],
    [pbkdf2('sha256', 1000, 'AAAA'), 'its hash must have 32 to 512 bytes'],
    [pbkdf2('sha1', 1000, 'AAAA'), 'its hash must have 20 to 512 bytes'],
    [{ ...pbkdf2('sha256', 1000, sha256), salt: Buffer.alloc(0) }, 'its salt must have 1 to 256 bytes'],
    [argon2('id', [1_048_576, 1, 1], argon2id), 'its memory must be 8 a lane to 65536 KiB'],
    [
      argon2('id', [65_536, 1000, 1], argon2id),
      'its memory times its iterations must be 655360 KiB or less: each sign-in would cost them',
    ],
    [argon2('id', [7168, 5, 64], argon2id), 'its parallelism must be 1 to 16'],
    [argon2('x', [7168, 5, 1], argon2id), 'its type must be d, i or id'],
    [{ ...argon2('id', [7168, 5, 1], argon2id), version: 20 }, 'its version must be 1.0 or 1.3'],
    [argon2('id', [7168, 5, 1], 'AAAA'), 'its hash must have 16 to 64 bytes'],
  ])('is not taken beyond what the server can bear, or what cannot be one: %#', (parts, problem) => {
    expect(foreignHashText(parts)).toEqual({ problem });
  });

  it('that costs too much is not verified where it is stored all the same', async () => {
    const text = textOf(pbkdf2('sha256', 27_500, sha256)).replace('i=27500', 'i=999999999');
    expect(readForeignHash(text)).toBeUndefined();
    expect(await new PasswordHasher().verify('correct horse', text)).toBe(false);
  });

  it('stays where it is no weaker than one of ours', async () => {
    const hasher = new PasswordHasher();
    expect(hasher.isOutdated(await hasher.hash('x'))).toBe(false);
    expect(hasher.isOutdated('$argon2id$v=19$m=65536,t=3,p=4$MDEyMzQ1Njc4OWFiY2RlZg$2Ek5zMZVGrFVTlHZZgywf')).toBe(
      false,
    );
    expect(hasher.isOutdated('$argon2id$v=19$m=19456,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$2Ek5zMZVGrFVTlHZZgywfw')).toBe(
      true,
    );
  });
});
