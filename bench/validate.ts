import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../src/config/load.js';
import { operations } from '../src/operations/index.js';
import { loadPreset } from '../src/preset/load.js';
import { fillSource } from '../src/sandbox/data/index.js';
import { migrateYaml } from '../src/sandbox/migrate-yaml.js';
import { createSourceSchema, createTargetSchema } from '../src/sandbox/schema/index.js';
import { startMariadb, startMysql } from '../src/sandbox/servers/index.js';
import { endpointOf } from '../src/sandbox/servers/types.js';
import { median } from './measure.js';

/** What a checksum validation costs beside the copy of the same rows: `npm run bench:validate -- --rows N --rounds N`. */

const { values } = parseArgs({ options: { rows: { type: 'string' }, rounds: { type: 'string' } } });
const rows = Number(values.rows ?? 250_000);
const rounds = Number(values.rounds ?? 3);

for (const [flavour, start] of [
  ['mariadb', startMariadb],
  ['mysql', startMysql],
] as const) {
  const variables = { local_infile: 'ON' };
  const [source, target] = await Promise.all([start({ variables }), start({ variables })]);
  const folder = await mkdtemp(join(tmpdir(), 'bench-validate-'));
  try {
    await createSourceSchema(source, 'source');
    const { totalRows } = await fillSource({ mysql: endpointOf(source, 'source'), size: { rows }, seed: 1 });
    const copies: number[] = [];
    const validations: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const database = `target_${round}`;
      await createTargetSchema(target, database);
      const path = join(folder, `${round}.yaml`);
      await writeFile(
        path,
        migrateYaml('acme', { server: source, database: 'source' }, { server: target, database }),
        {
          mode: 0o600,
        },
      );
      const context = { config: await loadConfig(path), preset: await loadPreset('bscp') };
      const never = new AbortController().signal;
      const control = { waitWhilePaused: async () => {}, parallelism: () => 2, stop: never, abort: never };
      const begun = performance.now();
      await operations.run(context, { phase: 'all', confirm: database, resume: false }, () => {}, control);
      const copied = performance.now();
      const { ok } = await operations.validate(context, { level: 'checksum' }, () => {});
      if (!ok) throw new Error('the copy is not equal: a wrong result is no figure');
      copies.push((copied - begun) / 1000);
      validations.push((performance.now() - copied) / 1000);
    }
    const [copy, validation] = [median(copies), median(validations)];
    console.log(
      `${flavour}: ${totalRows} rows, copy ${copy.toFixed(2)} s, checksum validation ${validation.toFixed(2)} s, ratio ${(validation / copy).toFixed(2)} (goal 0.5), medians of ${rounds}`,
    );
  } finally {
    await Promise.all([source.remove(), target.remove()]);
    await rm(folder, { recursive: true, force: true });
  }
}
