import { isMapping } from '../core/yaml/schema-walk.js';
import { say as sayYaml } from '../core/yaml/words.js';
import { type Loading, report } from './loading.js';
import { say } from './words.js';

/** Keys that older tools of this kind write and this one has no use for. */
const connectionKeys = ['dialTimeoutSec', 'readTimeoutSec', 'writeTimeoutSec', 'maxOpenConn', 'maxIdleConn'];
const ignored: readonly (readonly string[])[] = [
  ['log'],
  ...['source', 'target'].flatMap((side) => connectionKeys.map((key) => [side, 'mysql', key])),
];

/** The file's value without them; each leaves a warning, except one whose loss would change what the tool does. */
export function dropLegacyKeys(loading: Loading): unknown {
  let value = loading.document.value;
  for (const path of ignored) {
    if (!has(value, path)) continue;
    value = without(value, path);
    const place = `${loading.document.file}:${loading.document.position(path).line}`;
    const problem = say('config.no-effect', { key: path.join('.') });
    loading.warnings.push(sayYaml('yaml.at', { place, problem }));
  }
  const dryRun = ['migration', 'dry_run'];
  if (!has(value, dryRun)) return value;
  const { migration } = isMapping(value) ? value : {};
  if (isMapping(migration) && migration.dry_run !== false && migration.dry_run !== null) {
    report(loading, dryRun, say('config.dry-run', { command: 'tenantferry plan' }));
  }
  return without(value, dryRun);
}

function has(value: unknown, [key, ...rest]: readonly string[]): boolean {
  if (key === undefined) return true;
  return isMapping(value) && Object.hasOwn(value, key) && has(value[key], rest);
}

function without(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (!isMapping(value) || key === undefined) return value;
  if (rest.length > 0) return { ...value, [key]: without(value[key], rest) };
  const { [key]: _dropped, ...others } = value;
  return others;
}
