import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import {
  authenticatedSubject,
  type Claims,
  type IResourceOwnerPasswordValidator,
  type PasswordValidationRequest,
  type PasswordValidationResult,
  type ProfileRequest,
  type ProfileService,
} from 'mintmark';

const derive = promisify<string, Uint8Array, number, Buffer>(scrypt);

/** Users in a table of one's own: passwords for the password grant, claims for tokens, and whether they may still sign in. */
export class OwnUsers implements IResourceOwnerPasswordValidator, ProfileService {
  readonly #database: DatabaseSync;

  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec(`
      CREATE TABLE IF NOT EXISTS people (
        id INTEGER PRIMARY KEY, email TEXT UNIQUE NOT NULL, salt BLOB NOT NULL, hash BLOB NOT NULL,
        name TEXT NOT NULL, locked INTEGER NOT NULL DEFAULT 0
      )`);
  }

  async add(email: string, password: string, name: string): Promise<void> {
    const salt = randomBytes(16);
    const insert = this.#database.prepare('INSERT INTO people (email, salt, hash, name) VALUES (?, ?, ?, ?)');
    insert.run(email, salt, await derive(password, salt, 32), name);
  }

  lock(email: string): void {
    this.#database.prepare('UPDATE people SET locked = 1 WHERE email = ?').run(email);
  }

  async validate({ username, password, context }: PasswordValidationRequest): Promise<PasswordValidationResult> {
    const person = this.#database.prepare('SELECT id, salt, hash FROM people WHERE email = ?').get(username);
    // An unknown name takes as long as a wrong password.
    const salt = person?.salt instanceof Uint8Array ? person.salt : new Uint8Array(16);
    const expected = person?.hash instanceof Uint8Array ? person.hash : new Uint8Array(32);
    const right = timingSafeEqual(await derive(password, salt, 32), expected);
    if (person === undefined || !right)
      return { error: 'invalid_grant', errorDescription: 'Wrong e-mail or password.' };
    return { subject: authenticatedSubject(String(person.id), { method: 'pwd', at: context.now }) };
  }

  async claims({ subject, claimNames }: ProfileRequest): Promise<Claims> {
    const person = this.#database.prepare('SELECT email, name FROM people WHERE id = ?').get(Number(subject.subjectId));
    const known: Claims = person === undefined ? {} : { email: String(person.email), name: String(person.name) };
    return Object.fromEntries(Object.entries(known).filter(([name]) => claimNames.includes(name)));
  }

  async isActive({ subject }: Parameters<ProfileService['isActive']>[0]): Promise<boolean> {
    const person = this.#database.prepare('SELECT locked FROM people WHERE id = ?').get(Number(subject.subjectId));
    return person?.locked === 0;
  }

  close(): void {
    this.#database.close();
  }
}
