import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { codeOf, RefusedError } from '../core/refused.js';
import type { Sentence } from '../core/sentence.js';
import { checkAgainst, inLineOrder, refusal } from '../core/yaml/problems.js';
import { say as sayYaml } from '../core/yaml/words.js';
import { decodeYaml, parseYaml, shownKey } from '../core/yaml/yaml.js';
import { builtInPresets, loadPreset, presetFile } from '../preset/load.js';
import { hasTenants, type Preset } from '../preset/schema.js';
import type { Config, SchemaConfig } from './config.js';
import { resolveEnvironment } from './endpoints.js';
import { checkFiles, resolveFiles } from './files.js';
import { resolveKeys } from './keys.js';
import { dropLegacyKeys } from './legacy-keys.js';
import type { Loading } from './loading.js';
import { report, resolvePath, resolveText } from './loading.js';
import { checkNamesNobody } from './of-no-tenant.js';
import { resolveOptions } from './options.js';
import type { ConfigOverrides } from './overrides.js';
import { resolveParams } from './params.js';
import { resolveProbes } from './probes.js';
import { type ConfigFile, configFileSchema, tenantId } from './schema.js';
import { resolveLeftBehind, resolveSelection, resolveTargetRows } from './selection.js';
import { resolveSwitch } from './switch.js';
import { resolveWatch } from './watch.js';
import { say } from './words.js';

/**
 * Loads and checks migrate.yaml, in either of its shapes. Secrets that are not given stay absent: see `missingSecrets`.
 * Throws RefusedError that names file, line and key of every mistake; it never holds a secret.
 */
export async function loadConfig(path: string, overrides: ConfigOverrides = {}): Promise<Config> {
  const text = await readConfig(path);
  const document = parseYaml(text, path);
  const loading: Loading = {
    document,
    folder: dirname(resolve(path)),
    env: overrides.env ?? process.env,
    problems: [],
    warnings: [],
    inlineSecrets: [],
  };
  const withoutLegacy = { ...document, value: dropLegacyKeys(loading) };
  const checked = checkAgainst(configFileSchema, withoutLegacy);
  const remedy = say('advice.config');
  if (!checked.ok) throw refusal(path, inLineOrder([...loading.problems, ...checked.problems]), remedy);
  const file = checked.value;
  const preset = await loadPreset(file.migration.preset, loading.folder);
  const config = toConfig(loading, file, preset, resolve(path), overrides);
  if (loading.problems.length > 0) throw refusal(path, inLineOrder(loading.problems), remedy);
  const readable = await othersCanRead(path, loading.inlineSecrets);
  return { ...config, warnings: [...loading.warnings, ...readable] };
}

async function readConfig(path: string): Promise<string> {
  try {
    return decodeYaml(await readFile(path), path);
  } catch (error) {
    if (error instanceof RefusedError) throw error;
    const code = codeOf(error);
    if (code === 'ENOENT') {
      throw new RefusedError(say('config.absent', { file: path }), {
        where: { file: path },
        remedy: say('advice.make-config', { command: 'tenantferry init' }),
        cause: error,
      });
    }
    throw new RefusedError(say('config.unreadable', { file: path, error: code }), {
      where: { file: path },
      remedy: say('advice.path'),
      cause: error,
    });
  }
}

function toConfig(
  loading: Loading,
  file: ConfigFile,
  preset: Preset,
  path: string,
  overrides: ConfigOverrides,
): Config {
  const { migration } = file;
  const tenant = resolveTenant(loading, migration.target_tenant_id, preset);
  checkNamesNobody(loading, file, preset);
  const params = resolveParams(loading, migration.params, preset);
  const source = resolveEnvironment(loading, 'source', file.source, preset.secrets?.mount);
  // The Vault of the keys needs no KV mount.
  const target = resolveEnvironment(
    loading,
    'target',
    file.target,
    preset.secrets?.mount ?? file.keys?.mount,
  );
  const keys = resolveKeys(loading, file, preset);
  checkPair(loading, source, target, { inPlace: migration.in_place, keys });
  const files = {
    source: resolveFiles(loading, 'source', file.source.files),
    target: resolveFiles(loading, 'target', file.target.files),
  };
  checkFiles(loading, files, preset);
  const bizIds = overrides.bizIds ?? migration.biz_ids;
  const builtIn = builtInPresets.some((name) => name === migration.preset);
  const watch = file.watch && resolveWatch(loading, file.watch);
  return {
    path,
    tenantId: tenant,
    preset: builtIn ? migration.preset : presetFile(migration.preset, loading.folder),
    ids: migration.ids,
    danglingReferences: migration.dangling_references,
    identicalRows: migration.identical_rows,
    ...(migration.in_place ? { inPlace: true } : {}),
    ...(Object.keys(params).length > 0 ? { params } : {}),
    // In one order: a run is taken up again by the same businesses, however they are listed.
    bizIds: bizIds && [...new Set(bizIds)].toSorted((a, b) => a - b),
    source: files.source && files.target ? { ...source, files: files.source } : source,
    target: files.source && files.target ? { ...target, files: files.target } : target,
    credentialMasterKeys: file.credential_master_keys,
    options: resolveOptions(file.options, olderOptions(loading, file)),
    tables: resolveSelection(loading, file, preset, overrides),
    leftBehind: resolveLeftBehind(loading, file, preset),
    users: file.users,
    targetRows: resolveTargetRows(loading, file, preset),
    ...(keys ? { keys } : {}),
    ...(file.schema ? { schema: resolveSchema(loading, file.schema) } : {}),
    probes: file.probes.length > 0 ? resolveProbes(loading, file.probes, preset) : undefined,
    ...(watch ? { watch } : {}),
    ...(file.switch ? { switch: resolveSwitch(loading, file.switch, watch) } : {}),
  };
}

function resolveSchema(loading: Loading, given: NonNullable<ConfigFile['schema']>): SchemaConfig {
  return {
    dir: resolvePath(loading, ['schema', 'dir'], given.dir),
    onRun: given.on_run,
    lockWaitSeconds: given.lock_wait_seconds,
    statementSeconds: given.max_statement_seconds,
  };
}

function resolveTenant(loading: Loading, given: string | undefined, preset: Preset): string {
  const path = ['migration', 'target_tenant_id'];
  // A tenant that it has no use for has been told of.
  if (!hasTenants(preset)) return '';
  if (given === undefined) {
    report(loading, path, sayYaml('yaml.missing', { key: shownKey(path) }));
    return '';
  }
  const tenant = resolveText(loading, path, given);
  // Empty: what is wrong with the environment variable has been said.
  if (tenant === '') return tenant;
  const key = shownKey(path);
  const most = preset.tenant.max_length;
  if (!tenantId.test(tenant))
    report(loading, path, sayYaml('yaml.form', { key, wanted: sayYaml('form.tenant') }));
  if (tenant.length > most) report(loading, path, sayYaml('yaml.longest', { key, most }));
  return tenant;
}

function checkPair(
  loading: Loading,
  source: Config['source'],
  target: Config['target'],
  { inPlace, keys }: Pick<Config, 'inPlace' | 'keys'>,
): void {
  const address = ({ mysql }: Config['source']) =>
    JSON.stringify([mysql.socketPath ?? [mysql.host.toLowerCase(), mysql.port], mysql.database]);
  if (!inPlace && source.mysql.database !== '' && address(source) === address(target)) {
    // A warning only: check compares what the servers say of themselves, and refuses.
    loading.warnings.push(say('config.same-database', { one: 'source.mysql', other: 'target.mysql' }));
  }
  if (!source.vault !== !target.vault && !(keys && target.vault)) {
    const [given = '', missing] = source.vault ? ['source', 'target'] : ['target', 'source'];
    const problem = say('config.one-sided', { given: `${given}.vault`, missing: `${missing}.vault` });
    report(loading, [given, 'vault'], problem);
  }
}

/** Options that stand in the block `migration` in older spellings; noted where they stand in `options`, too. */
function olderOptions(loading: Loading, { migration, options }: ConfigFile) {
  const twice = (older: string, newer: string) =>
    report(
      loading,
      ['migration', older],
      say('config.both', { one: `migration.${older}`, other: `options.${newer}` }),
    );
  const { batch_size, continue_on_error: continues } = migration;
  if (batch_size !== undefined && options.batch_size !== undefined) twice('batch_size', 'batch_size');
  if (continues !== undefined && options.on_error !== undefined) twice('continue_on_error', 'on_error');
  return { batch_size, on_error: continues ? ('continue' as const) : undefined };
}

async function othersCanRead(path: string, inlineSecrets: readonly string[]): Promise<Sentence[]> {
  if (inlineSecrets.length === 0) return [];
  const { mode } = await stat(path);
  if ((mode & 0o044) === 0) return [];
  return [
    say('config.open-to-others', {
      file: path,
      keys: inlineSecrets.join(', '),
      mode: (mode & 0o777).toString(8).padStart(4, '0'),
      command: `chmod 600 ${path}`,
    }),
  ];
}
