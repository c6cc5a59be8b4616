import { z } from 'zod';

/** The keys that the schema has at a path. */
export function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  return schemasAt([schema], path).flatMap((found) =>
    found instanceof z.ZodObject ? Object.keys(found.shape) : [],
  );
}

/** A key that a block has: both names as the schema has them. */
interface KnownPlace {
  readonly block: readonly string[];
  readonly key: string;
}

/**
 * The places of a key that stands in the wrong block: those that share most of their path with where it stands, `path`. None where there
 * are more than two, since a name that is used all over tells nothing, or where that block has the key, only spelt otherwise.
 * Case and underscores do not count: `maxRows` is `max_rows`.
 */
export function placesOf(schema: z.ZodType, name: string, path: readonly PropertyKey[]): KnownPlace[] {
  if (knownKeys(schema, path).some((key) => plainName(key) === plainName(name))) return [];
  const found = placesBelow(schema, [], plainName(name));
  const shared = ({ block }: KnownPlace) => {
    const differs = block.findIndex((part, index) => part !== path[index]);
    return differs < 0 ? block.length : differs;
  };
  const most = Math.max(0, ...found.map(shared));
  const closest = found.filter((place) => shared(place) === most);
  return closest.length > 2 ? [] : closest;
}

const plainName = (name: string): string => name.replaceAll('_', '').toLowerCase();

/** Not within lists and blocks of free names: what leads there has no name that could be said. */
function placesBelow(schema: z.ZodType, block: readonly string[], plain: string): KnownPlace[] {
  return alternatives(schema).flatMap((found) =>
    found instanceof z.ZodObject
      ? Object.entries(found.shape).flatMap(([key, inner]) => [
          ...(plainName(key) === plain ? [{ block, key }] : []),
          ...placesBelow(inner as z.ZodType, [...block, key], plain),
        ])
      : [],
  );
}

function schemasAt(schemas: readonly z.ZodType[], path: readonly PropertyKey[]): z.ZodType[] {
  const bare = schemas.flatMap(alternatives);
  const [part, ...rest] = path;
  if (part === undefined) return bare;
  const next = bare.flatMap((schema): z.ZodType[] => {
    if (schema instanceof z.ZodObject) {
      const inner: unknown = schema.shape[String(part)];
      return inner instanceof z.ZodType ? [inner] : [];
    }
    if (schema instanceof z.ZodArray) return [schema.element as z.ZodType];
    if (schema instanceof z.ZodRecord) return [schema.valueType as z.ZodType];
    return [];
  });
  return schemasAt(next, rest);
}

const wrappers = [z.ZodOptional, z.ZodDefault, z.ZodPrefault, z.ZodNullable] as const;

/** The schema without wrappers; each option of a union. */
function alternatives(schema: z.ZodType): z.ZodType[] {
  if (wrappers.some((wrapper) => schema instanceof wrapper))
    return alternatives((schema as z.ZodOptional<z.ZodType>).unwrap());
  if (schema instanceof z.ZodPipe) return alternatives(schema.in as z.ZodType);
  if (schema instanceof z.ZodUnion)
    return schema.options.flatMap((option) => alternatives(option as z.ZodType));
  return [schema];
}

/** The value without known keys that have no value (`password:`): they count as absent, but where null is one. Unknown ones stay, to be reported. */
export function withoutEmptyKeys(
  schema: z.ZodType,
  value: unknown,
  path: readonly PropertyKey[] = [],
): unknown {
  if (Array.isArray(value))
    return value.map((item, index) => withoutEmptyKeys(schema, item, [...path, index]));
  if (!isMapping(value)) return value;
  // Asked where something is empty only: the schema has to be walked for it.
  const isKnown = (key: string) => knownKeys(schema, path).includes(key);
  const takesNull = (key: string) =>
    schemasAt([schema], [...path, key]).some((found) => found instanceof z.ZodNull);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => inner !== null || !isKnown(key) || takesNull(key))
      .map(([key, inner]) => [key, withoutEmptyKeys(schema, inner, [...path, key])]),
  );
}

export function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
