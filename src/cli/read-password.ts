import { limits } from '../model/limits.ts';
import { UsageError } from './failure.ts';

const shortest = 8;
const longest = limits.password.most;

/** A new password: the first line of stdin, or typed twice at a prompt that shows nothing. Never an argument: those can be seen by others. */
export async function readNewPassword(fromStdin: boolean): Promise<string> {
  const password = fromStdin || !process.stdin.isTTY ? await firstLine() : await promptTwice();
  if (password.length < shortest) throw new UsageError(`the password must have at least ${shortest} characters`);
  if (password.length > longest) throw new UsageError(`the password must not be longer than ${longest} characters`);
  return password;
}

export async function firstLine(): Promise<string> {
  let text = '';
  process.stdin.setEncoding('utf8');
  for await (const chunk of process.stdin) {
    text += chunk as string;
    if (text.length > longest * 4) break;
  }
  const [line = ''] = text.split(/\r?\n/, 1);
  return line;
}

async function promptTwice(): Promise<string> {
  const first = await prompt('Password: ');
  if ((await prompt('Again: ')) !== first) throw new UsageError('the two passwords differ');
  return first;
}

/** Reads a line in raw mode, without echo. */
function prompt(question: string): Promise<string> {
  const { stdin } = process;
  process.stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.resume();
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (finish: () => void) => {
      stdin.off('data', read);
      stdin.setRawMode(false);
      stdin.pause();
      process.stderr.write('\n');
      finish();
    };
    const read = (text: string) => {
      for (const character of text) {
        if (character === '\r' || character === '\n') return end(() => resolve(typed));
        if (character === '\u0003' || character === '\u0004') return end(() => reject(new UsageError('stopped')));
        typed = character === '\u007F' || character === '\b' ? [...typed].slice(0, -1).join('') : typed + character;
      }
    };
    stdin.on('data', read);
  });
}
