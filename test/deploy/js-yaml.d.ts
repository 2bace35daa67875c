declare module 'js-yaml' {
  /** @throws YAMLException where the text is none. */
  export function load(text: string): unknown;
}
