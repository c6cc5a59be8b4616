import { z } from 'zod';
import { columnPlan, server, skippedTable, storedPlan, tablePlan, treatments } from './stored-plan.js';

/** Whoever reads it lets pass what is added later. */
const open = <Shape extends z.ZodRawShape>({ shape }: z.ZodObject<Shape>) => z.object(shape);

const { name, secret } = columnPlan.shape;
const treatment = z.union(Object.values<z.ZodObject>(treatments).map(open));
const { filter: _, keyWithin: ___, reshape, ...table } = tablePlan.shape;
const { written } = reshape.unwrap().shape;
const { formatVersion, preset, tenant, ids, bizIds, params, generators, notMoved, vault } = storedPlan.shape;
const { secrets: __, ...mounts } = vault.unwrap().shape;

/** The plan of a run, as reports and `--json` publish it. */
export const publishedPlan = z.object({
  formatVersion,
  preset,
  tenant: open(tenant),
  ids: open(ids),
  source: open(server),
  target: open(server),
  bizIds,
  params,
  tables: z.array(
    z.object({
      ...table,
      reshape: z.object({ written }).optional(),
      columns: z.array(z.object({ name, secret, treatment })),
    }),
  ),
  skipped: z.array(open(skippedTable)),
  generators: z.array(open(generators.element)),
  vault: z.object(mounts).optional(),
  vaultSkippedBecause: storedPlan.shape.vaultSkippedBecause,
  notMoved: z.array(open(notMoved.element)),
  fingerprint: storedPlan.shape.fingerprint,
});
