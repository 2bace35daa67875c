import type { FormParameters } from '../model/form-parameters.ts';
import type { RequestContext } from '../model/request-context.ts';
import type { Html } from '../pages/document.ts';
import type { AdminCaller } from '../wiring/admin-operation.ts';
import type { Onward, View } from './view.ts';

/** A request of an administrator. */
export interface ConsoleRequest {
  readonly context: RequestContext;
  readonly caller: AdminCaller;
  /** Without the query. */
  readonly path: string;
  readonly query: FormParameters;
  /** The field `csrf` of a form that is sent to an address of the console, query included. */
  token(action: string): string;
  /** The same as a hidden field. */
  fields(action: string): Html;
}

/** A page of the console. Whatever a handler throws is shown to the administrator. */
export interface ConsolePage {
  /** `/*` at the end stands for all below. */
  readonly path: string;
  show?(request: ConsoleRequest): Promise<View | Onward>;
  /** Takes a form whose token is right. */
  act?(request: ConsoleRequest, form: FormParameters): Promise<View | Onward>;
}

/** An address with a query; members without a value are left out. */
export function address(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') parameters.set(name, value);
  return parameters.size === 0 ? path : `${path}?${parameters}`;
}
