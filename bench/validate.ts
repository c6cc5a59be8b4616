import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fillSource } from '../src/sandbox/data/index.js';
import { migrateYaml } from '../src/sandbox/migrate-yaml.js';
import { createSourceSchema, createTargetSchema } from '../src/sandbox/schema/index.js';
import { startMariadb, startMysql } from '../src/sandbox/servers/index.js';
import { endpointOf } from '../src/sandbox/servers/types.js';
import { cpuSecondsOf, median, run } from './measure.js';

/** What a checksum validation costs, process start included, beside the copy of the same rows: `npm run bench:validate -- --rows N --rounds N`. */

const binary = fileURLToPath(new URL('../../../bin/tenantferry.js', import.meta.url));

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
    const cpu = { copy: [] as number[], validation: [] as number[] };
    const serverCpu = () => cpuSecondsOf(source.pid) + cpuSecondsOf(target.pid);
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
      const begun = performance.now();
      const cpuAtFirst = serverCpu();
      await run(process.execPath, [binary, 'run', '-c', path, '--confirm', database], process.env);
      const copied = performance.now();
      const cpuCopied = serverCpu();
      // Fails when anything differs: a wrong copy is no figure.
      await run(process.execPath, [binary, 'validate', '-c', path], process.env);
      copies.push((copied - begun) / 1000);
      validations.push((performance.now() - copied) / 1000);
      cpu.copy.push(cpuCopied - cpuAtFirst);
      cpu.validation.push(serverCpu() - cpuCopied);
    }
    const [copy, validation] = [median(copies), median(validations)];
    console.log(
      `${flavour}: ${totalRows} rows, copy ${copy.toFixed(2)} s, checksum validation ${validation.toFixed(2)} s, ratio ${(validation / copy).toFixed(2)} (goal 0.5), medians of ${rounds}; CPU of the servers ${median(cpu.copy).toFixed(2)} s and ${median(cpu.validation).toFixed(2)} s`,
    );
  } finally {
    await Promise.all([source.remove(), target.remove()]);
    await rm(folder, { recursive: true, force: true });
  }
}
