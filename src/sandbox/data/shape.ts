/** How much of everything a source has. Counts are per the thing named after "Per". */
export interface Shape {
  readonly businesses: number;
  /** Half of them hold files, half key-value pairs. */
  readonly appsPerBusiness: number;
  readonly releasesPerApp: number;
  readonly groupsPerBusiness: number;
  readonly hooksPerBusiness: number;
  readonly templatesPerBusiness: number;
  readonly credentialsPerBusiness: number;
  readonly configItemsPerFileApp: number;
  readonly templatesPerRelease: number;
  readonly kvsPerKvApp: number;
  readonly kvsPerRelease: number;
  readonly clientsPerApp: number;
  readonly eventsPerClient: number;
  readonly auditsPerApp: number;
}

/** Sizes by name; medium has about 100,000 rows. */
export type NamedSize = 'small' | 'medium' | 'large';
export type Size = NamedSize | { readonly rows: number };

const mediumRows = 100_000;

/** About 2,000 rows, 300 of which name a secret. */
const small: Shape = {
  businesses: 3,
  appsPerBusiness: 4,
  releasesPerApp: 5,
  groupsPerBusiness: 5,
  hooksPerBusiness: 4,
  templatesPerBusiness: 10,
  credentialsPerBusiness: 3,
  configItemsPerFileApp: 11,
  templatesPerRelease: 4,
  kvsPerKvApp: 20,
  kvsPerRelease: 6,
  clientsPerApp: 4,
  eventsPerClient: 2,
  auditsPerApp: 9,
};

/** Over 1,000,000 rows, 20,000 of which name a secret. */
const large: Shape = {
  businesses: 5,
  appsPerBusiness: 40,
  releasesPerApp: 30,
  groupsPerBusiness: 40,
  hooksPerBusiness: 30,
  templatesPerBusiness: 400,
  credentialsPerBusiness: 60,
  configItemsPerFileApp: 210,
  templatesPerRelease: 30,
  kvsPerKvApp: 50,
  kvsPerRelease: 5,
  clientsPerApp: 100,
  eventsPerClient: 3,
  auditsPerApp: 300,
};

/** The shape of a size; any other number of rows lies on the line (in logarithms) through small and large. */
export function shapeOf(size: Size): Shape {
  if (size === 'small') return small;
  if (size === 'large') return large;
  const rows = size === 'medium' ? mediumRows : size.rows;
  let [low, high] = [-2, 2];
  for (let step = 0; step < 40; step += 1) {
    const middle = (low + high) / 2;
    if (plannedRows(between(middle)) < rows) low = middle;
    else high = middle;
  }
  return between(high);
}

function between(position: number): Shape {
  const entries = Object.entries(small).map(([key, from]) => {
    const to = large[key as keyof Shape];
    return [key, Math.max(1, Math.round(from ** (1 - position) * to ** position))] as const;
  });
  const shape = Object.fromEntries(entries) as unknown as Shape;
  // One application of each kind at least, so that no table stays empty.
  return { ...shape, appsPerBusiness: Math.max(2, shape.appsPerBusiness) };
}

/** About how many rows a source of this shape has in all tables. */
export function plannedRows(shape: Shape): number {
  const apps = shape.businesses * shape.appsPerBusiness;
  const releases = apps * shape.releasesPerApp;
  const perFileRelease = shape.configItemsPerFileApp + shape.templatesPerRelease + 1;
  return Math.round(
    shape.businesses *
      (8 +
        3 * shape.groupsPerBusiness +
        4 * shape.hooksPerBusiness +
        4 * shape.templatesPerBusiness +
        4 * shape.credentialsPerBusiness) +
      (releases / 2) * (perFileRelease + shape.kvsPerRelease) +
      releases * 6 +
      (apps / 2) * (6 * shape.configItemsPerFileApp + shape.kvsPerKvApp) +
      apps * (8 + shape.clientsPerApp * (2 + shape.eventsPerClient) + 2 * shape.auditsPerApp) +
      60,
  );
}
