/**
 * Every value of every parameter in the order sent (application/x-www-form-urlencoded), or undefined where the query is
 * malformed. URLSearchParams would answer U+FFFD for what is not UTF-8, and keep a stray `%` as it is.
 */
export function parseQuery(query: string): ReadonlyMap<string, string[]> | undefined {
  const parameters = new Map<string, string[]>();
  for (const pair of query.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = decode(equals < 0 ? '' : pair.slice(equals + 1));
    if (name === undefined || value === undefined) return undefined;
    const values = parameters.get(name);
    if (values) values.push(value);
    else parameters.set(name, [value]);
  }
  return parameters;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
