import { Secret } from '../core/secret.js';
import { say as sayYaml } from '../core/yaml/words.js';
import { shownKey } from '../core/yaml/yaml.js';
import type { Preset } from '../preset/schema.js';
import type { FilesConfig, FilesEndpoint } from './config.js';
import { resolveTls } from './endpoints.js';
import { type Loading, report, resolveSecret, resolveText } from './loading.js';
import { type SourceFilesFile, type StoreFile, storeAddress, type TargetFilesFile } from './store-schema.js';
import { say } from './words.js';

type Side = 'source' | 'target';
type Path = readonly PropertyKey[];

/** Where one side's files lie; null: the file says that there are none, undefined: it says nothing. */
export function resolveFiles(
  loading: Loading,
  side: Side,
  file: SourceFilesFile | TargetFilesFile | undefined,
): FilesConfig | null | undefined {
  if (file === undefined) return undefined;
  if (file.type === 'none') return null;
  const path = [side, 'files'];
  const slave =
    'slave' in file && file.slave ? resolveStore(loading, [...path, 'slave'], file.slave) : undefined;
  return {
    store: resolveStore(loading, path, file),
    tenantProject: 'tenant_project' in file && file.tenant_project,
    alsoPlainProject: 'also_plain_project' in file && file.also_plain_project,
    slave,
  };
}

function resolveStore(loading: Loading, path: Path, file: StoreFile): FilesEndpoint {
  const tls = resolveTls(loading, [...path, 'tls'], file.tls);
  const text = (key: string, value: string) => resolveText(loading, [...path, key], value);
  if (file.type === 'bkrepo') {
    return {
      type: 'bkrepo',
      url: address(loading, [...path, 'url'], file.url),
      project: text('project', file.project),
      username: text('username', file.username),
      password: secretOf(loading, path, 'password', file.password, file.password_file),
      tls,
    };
  }
  return {
    type: 'cos',
    endpoint: address(loading, [...path, 'endpoint'], file.endpoint),
    bucket: text('bucket', file.bucket),
    region: text('region', file.region),
    secretId: text('secret_id', file.secret_id),
    secretKey: secretOf(loading, path, 'secret_key', file.secret_key, file.secret_key_file),
    signature: file.signature,
    pathStyle: file.path_style,
    tls,
  };
}

function secretOf(
  loading: Loading,
  path: Path,
  key: string,
  ...given: readonly [string | undefined, string | undefined]
): Secret {
  // One that is not given is asked for (missing-secrets.ts), but for a slave's.
  const found = resolveSecret(loading, path, key, ...given);
  if (!found && path.includes('slave') && given.every((one) => one === undefined))
    report(loading, path, sayYaml('yaml.missing', { key: shownKey([...path, key]) }));
  return found ?? new Secret('');
}

function address(loading: Loading, path: Path, value: string): string {
  const resolved = resolveText(loading, path, value).replace(/\/+$/, '');
  // What a variable holds is not shown: it may name a user and a password.
  if (resolved !== '' && !storeAddress.test(resolved))
    report(
      loading,
      path,
      sayYaml('yaml.form', { key: shownKey(path), wanted: sayYaml('form.store-address') }),
    );
  return resolved;
}

/** Files need both sides, and a preset that knows which rows name them. */
export function checkFiles(
  loading: Loading,
  { source, target }: Readonly<Record<Side, FilesConfig | null | undefined>>,
  preset: Preset,
): void {
  const oneSided = (given: Side, missing: Side) =>
    report(
      loading,
      [given, 'files'],
      say('config.one-sided', { given: `${given}.files`, missing: `${missing}.files` }),
    );
  if (source && target === undefined) oneSided('source', 'target');
  if (target && source === undefined) oneSided('target', 'source');
  if (source && target && !preset.files)
    report(
      loading,
      ['source', 'files'],
      say('config.files-without-preset', { key: 'source.files', preset: preset.name }),
    );
}
