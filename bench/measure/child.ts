import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { pin } from './pinning.ts';

// Kept code and a small young generation, as `mintmark start` has them; for everybody.
const compileCache = fileURLToPath(new URL('../../node_modules/.cache/mintmark', import.meta.url));

const thisRoot = fileURLToPath(new URL('../../', import.meta.url));

/** A process that answers one message at a time. */
export class Child {
  readonly #process: ChildProcess;
  #settle: { resolve(message: never): void; reject(error: Error): void } | undefined;

  private constructor(child: ChildProcess) {
    this.#process = child;
    child.on('message', (message: { readonly error?: string }) => {
      if (message.error === undefined) this.#settle?.resolve(message as never);
      else this.#settle?.reject(new Error(message.error));
    });
    child.on('exit', (exit) => this.#settle?.reject(new Error(`a process of the benchmark ended (${exit})`)));
  }

  /** Starts a file of `bench/` on a core; resolves with its first message. */
  static async start<First>(
    file: string,
    core: number,
    argument?: unknown,
    root = thisRoot,
  ): Promise<{ child: Child; first: First }> {
    const path = `${root}bench/${file}`;
    const started = fork(path, argument === undefined ? [] : [JSON.stringify(argument)], {
      execArgv: ['--max-semi-space-size=8', '--conditions=source'],
      env: { ...process.env, NODE_ENV: 'production', NODE_NO_WARNINGS: '1', NODE_COMPILE_CACHE: compileCache },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    pin(started.pid, core);
    const child = new Child(started);
    return { child, first: await child.#next<First>() };
  }

  /** Moves it to other cores. */
  pinTo(cores: number | string): void {
    pin(this.#process.pid, cores);
  }

  ask<Answer>(question: object): Promise<Answer> {
    const answer = this.#next<Answer>();
    this.#process.send(question);
    return answer;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    // It ends by itself then, and writes its profile if it makes one.
    this.#process.disconnect();
    await ended;
  }

  #next<Message>(): Promise<Message> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }
}
