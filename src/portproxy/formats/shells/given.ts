/** Longest value, characters. */
const MAX_VALUE = 1000;

/** What `with=` gives: values by name, or what is wrong with it, in full sentences. */
export type Given =
  | { readonly ok: true; readonly values: ReadonlyMap<string, string> }
  | { readonly ok: false; readonly reason: string };

/** Reads `NAME=VALUE`, several after blanks or semicolons; names as in the file, also `%X%`, `$x`, `%%p`. */
export function parseGiven(text: string): Given {
  const values = new Map<string, string>();
  for (const part of text.split(/[\s;]+/).filter(Boolean)) {
    const equals = part.indexOf('=');
    const name = part.slice(0, Math.max(equals, 0)).replaceAll(/^[%$!{~]+|[%!}]+$/g, '');
    const value = part.slice(equals + 1);
    if (name === '' || value === '') {
      return {
        ok: false,
        reason: `Not a name with its value: ${part.slice(0, 100)}. Use NAME=VALUE, such as WSL_IP=10.0.0.5.`,
      };
    }
    if (value.length > MAX_VALUE) {
      return { ok: false, reason: `The value of ${name} is longer than ${MAX_VALUE} characters.` };
    }
    if (values.has(name.toLowerCase())) return { ok: false, reason: `${name} is given more than once.` };
    values.set(name.toLowerCase(), value);
  }
  if (values.size === 0)
    return { ok: false, reason: 'Nothing is given. Use NAME=VALUE, such as WSL_IP=10.0.0.5.' };
  return { ok: true, values };
}
