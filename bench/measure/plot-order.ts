import type { Series } from '../report/chart.ts';
import type { LoadGenerator } from './load-generator.ts';

export interface PlotOrder {
  readonly concurrency: boolean;
  /** 0: no plot against stored grants. */
  readonly rows: number;
  readonly load: LoadGenerator;
  readonly file: (name: string) => string;
  readonly tell: (text: string) => void;
}

export interface Curves {
  readonly throughput: readonly Series[];
  readonly p99: readonly Series[];
}
