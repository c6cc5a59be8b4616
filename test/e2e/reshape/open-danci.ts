import { readFile, writeFile } from 'node:fs/promises';
import { dump, load } from 'js-yaml';
import { danciData, danciSchema } from '../../../src/sandbox/systems/danci.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

/** A case whose two sides are one database. */
export async function openDanci(flavour: 'mariadb' | 'mysql', migration: object = {}): Promise<OpenedCase> {
  const opened = await openCase({
    source: `${[...danciSchema, ...danciData(400)].join(';\n')};\n`,
    target: 'CREATE TABLE unused (id int PRIMARY KEY);\n',
    tables: ['unused'],
    sourceServer: flavour,
    targetServer: flavour,
    generators: false,
    settings: { migration: { preset: 'danci', in_place: true }, options: { batch_size: 40, parallel: 1 } },
  });
  const yaml = load(await readFile(opened.configFile, 'utf8')) as Record<string, Record<string, unknown>>;
  yaml.migration = { ...yaml.migration, ...migration };
  yaml.target = structuredClone(yaml.source) as Record<string, unknown>;
  await writeFile(opened.configFile, dump(yaml));
  return opened;
}
