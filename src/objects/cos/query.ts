/** Names and values encoded, sorted by the names, which are in lower case: as both signatures want them. */
export function encodedPairs(
  record: Readonly<Record<string, string>>,
): readonly (readonly [name: string, value: string])[] {
  return Object.entries(record)
    .map(([name, value]) => [encode(name).toLowerCase(), encode(value)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

export const joinPairs = (list: readonly (readonly [string, string])[]): string =>
  list.map(([name, value]) => `${name}=${value}`).join('&');

const encode = (text: string) =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
