/** A form of a page, as a browser without JavaScript sees it. */
export interface PageForm {
  readonly id: string | undefined;
  readonly method: string;
  readonly action: string;
  /** Hidden fields with their values, and ticked boxes that can be sent. */
  readonly fields: Readonly<Record<string, string>>;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function attributesOf(tag: string): Readonly<Record<string, string>> {
  const found = tag.matchAll(/\s([a-z_-]+)(?:="([^"]*)")?/g);
  return Object.fromEntries([...found].map(([, name = '', value = '']) => [name, unescapeHtml(value)]));
}

export function unescapeHtml(text: string): string {
  return text.replaceAll(/&(#39|[a-z]+);/g, (whole, name: string) => entities[name] ?? whole);
}

/** A ticked box, or the radio button of a group that is pressed. */
function isChosen(input: Readonly<Record<string, string>>): boolean {
  return (input.type === 'checkbox' || input.type === 'radio') && 'checked' in input;
}

export function formsOf(html: string): readonly PageForm[] {
  return [...html.matchAll(/<form([^>]*)>([\s\S]*?)<\/form>/g)].map(([, tag = '', body = '']) => {
    const { id, method = 'get', action = '' } = attributesOf(tag);
    const inputs = [...body.matchAll(/<input([^>]*)>/g)].map(([, input = '']) => attributesOf(input));
    const sent = inputs.filter((input) => input.type === 'hidden' || (isChosen(input) && !('disabled' in input)));
    const fields = Object.fromEntries(sent.map(({ name = '', value = '' }) => [name, value]));
    return { id, method, action, fields };
  });
}
