import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Another commit of this repository, checked out beside it; it runs on the same installed packages. */
export class OtherCommit {
  /** Its folder, with `/` at the end. */
  readonly root: string;
  /** Short hash. */
  readonly name: string;

  private constructor(directory: string, name: string) {
    this.root = `${directory}/`;
    this.name = name;
  }

  /** @throws where git knows no such commit. */
  static checkOut(commit: string): OtherCommit {
    const name = git('rev-parse', '--short', '--verify', `${commit}^{commit}`);
    const directory = join(mkdtempSync(join(tmpdir(), 'mintmark-commit-')), name);
    git('worktree', 'add', '--quiet', '--detach', directory, name);
    symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
    return new OtherCommit(directory, name);
  }

  remove(): void {
    git('worktree', 'remove', '--force', this.root);
    rmSync(join(this.root, '..'), { recursive: true, force: true });
  }
}

function git(...parameters: readonly string[]): string {
  return execFileSync('git', parameters, { cwd: root, encoding: 'utf8' }).trim();
}
