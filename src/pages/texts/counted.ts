/** Texts by the plural categories of a language (CLDR); `#` stands for the number. */
type Forms = Partial<Readonly<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };

/** A text about how many there are, with the number as the language writes it. `tag`: BCP 47. */
export function counted(tag: string, forms: Forms): (count: number) => string {
  return (count) => {
    const form = forms[new Intl.PluralRules(tag).select(count)] ?? forms.other;
    return form.replace('#', new Intl.NumberFormat(tag).format(count));
  };
}
