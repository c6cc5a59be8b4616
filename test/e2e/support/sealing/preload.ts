import { registerHooks } from 'node:module';

/** For `node --import`: the built tool seals columns, `seal.ts`. */
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith('/dist/plan/mapping.js')) return loaded;
    const source = String(loaded.source);
    const renamed = source.replace('export function cellTransform(', 'function others(');
    if (renamed === source) throw new Error('the tool has no cellTransform');
    return {
      ...loaded,
      source: `import { sealAll, sealedColumn } from '${new URL('seal.ts', import.meta.url)}';
${renamed}
export const cellTransform = (column, context) =>
  column.name === sealedColumn ? { column: column.name, batch: sealAll } : others(column, context);
`,
    };
  },
});
