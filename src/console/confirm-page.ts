import { html } from '../pages/document.ts';
import type { AdminCaller } from '../wiring/admin-operation.ts';
import { address, type ConsolePage, type ConsoleRequest } from './page.ts';
import { problemList } from './problem-view.ts';
import type { Section, View } from './view.ts';

export interface Removal {
  readonly path: string;
  readonly section: Section;
  title(name: string): string;
  readonly button: string;
  readonly consequence: string;
  /** What has to be typed for it. @throws {AdminProblem} `not-found` */
  toBeTyped(id: string): Promise<string>;
  remove(id: string, caller: AdminCaller): Promise<unknown>;
  /** The page of the thing. */
  readonly back: string;
  readonly afterwards: string;
}

/** Asks to type the name of what is to be deleted, and deletes it then. */
export function confirmPage(removal: Removal): ConsolePage {
  return {
    path: removal.path,
    async show(request) {
      return view(request, await removal.toBeTyped(idOf(request)));
    },
    async act(request, form) {
      const name = await removal.toBeTyped(idOf(request));
      if (form.get('typed')?.trim() !== name) return view(request, name, true);
      await removal.remove(idOf(request), request.caller);
      return { to: removal.afterwards };
    },
  };

  function view(request: ConsoleRequest, name: string, isWrong = false): View {
    const id = idOf(request);
    const action = address(removal.path, { id });
    const problem = isWrong ? problemList([{ path: '', message: 'What you typed is something else.' }]) : '';
    return {
      title: removal.title(name),
      section: removal.section,
      status: isWrong ? 422 : 200,
      body: html`${problem}<p>${removal.consequence}</p><form class="narrow" method="post" action="${action}">${request.fields(action)}
<label for="typed">Type <code>${name}</code> to go on</label><input id="typed" name="typed" type="text" autocomplete="off" required>
<div class="buttons"><button id="confirm" class="danger" type="submit">${removal.button}</button> <a class="button plain" href="${address(removal.back, { id })}">Leave it</a></div></form>`,
    };
  }
}

function idOf({ query }: ConsoleRequest): string {
  return query.get('id') ?? '';
}
