type CamelKey<Key> = Key extends `${infer Head}_${infer Rest}` ? `${Head}${Capitalize<CamelKey<Rest>>}` : Key;

/** A part of the config as the code spells it: `max_lag_seconds` is `maxLagSeconds`. */
export type Camelled<File> = File extends readonly (infer Item)[]
  ? readonly Camelled<Item>[]
  : File extends object
    ? { readonly [Key in keyof File as CamelKey<Key> & string]: Camelled<File[Key]> }
    : File;

/** Spells the keys of a block of the file as the code does, in all that is in it. Not for blocks whose keys are names of the operator's. */
export function camelled<File>(file: File): Camelled<File> {
  return spelled(file) as Camelled<File>;
}

function spelled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(spelled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      spelled(inner),
    ]),
  );
}
