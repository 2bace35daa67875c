import { Session } from 'node:inspector/promises';
import type { Flow, Question, Sample, ScenarioName } from '../protocol.ts';

export interface Answers {
  flow(question: { readonly connections: number; readonly values: number }): Flow | Promise<Flow>;
  /** Like {@link flow}, for a server on another port whose store calls are counted. */
  countedFlow?(question: {
    readonly connections: number;
    readonly values: number;
  }): Promise<{ readonly port: number; readonly flow: Flow }>;
  /** Store calls since the flow was asked for, by name. */
  calls?(): Readonly<Record<string, number>>;
  /** What the server does once in a while. */
  maintain?(): Promise<unknown>;
  /** Inserts rows of live grants. */
  fill?(rows: number): Promise<void>;
  /** Requests with so many of these grants, drawn from all of them. */
  filled?(scenario: ScenarioName, values: number): Flow;
}

/** The child's side of `measure/server-process.ts`: says on which port it listens, then answers what it is asked. */
export function answerQuestions(port: number, answers: Answers): void {
  process.on('message', async (question: Question) => {
    try {
      process.send?.({ answer: await answer(question, answers) });
    } catch (error) {
      process.send?.({ error: error instanceof Error ? error.stack : String(error) });
    }
  });
  process.on('disconnect', () => process.exit());
  process.send?.({ port });
}

async function answer(question: Question, answers: Answers): Promise<unknown> {
  switch (question.ask) {
    case 'flow':
      return question.counted === true ? answers.countedFlow?.(question) : answers.flow(question);
    case 'calls':
      return answers.calls?.() ?? {};
    case 'fill':
      return answers.fill?.(question.rows);
    case 'filled':
      return answers.filled?.(question.scenario, question.values);
    case 'maintain':
      return answers.maintain?.().then(() => undefined);
    case 'startProfile':
      return startProfile();
    case 'stopProfile':
      return stopProfile();
    case 'sample':
      return sample();
  }
}

const inspector = new Session();

async function startProfile(): Promise<void> {
  inspector.connect();
  await inspector.post('Profiler.enable');
  await inspector.post('Profiler.start');
}

async function stopProfile(): Promise<unknown> {
  return (await inspector.post('Profiler.stop')).profile;
}

function sample(): Sample {
  const { user, system } = process.cpuUsage();
  return { cpuMicroseconds: user + system, rssBytes: process.memoryUsage.rss() };
}

/** What the process was started with. */
export function order<Order>(): Order {
  return JSON.parse(process.argv[2]!) as Order;
}
