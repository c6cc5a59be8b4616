import { shownKey } from '../core/yaml/yaml.js';
import { hasTenants, type Preset } from '../preset/schema.js';
import { type Loading, type Path, report } from './loading.js';
import type { ConfigFile } from './schema.js';
import { say } from './words.js';

/**
 * Reports what the file says of tenants or businesses of a system that has none. Nobody would carry it out, and yet a run, its report and
 * its alerts would go by that name.
 */
export function checkNamesNobody(loading: Loading, file: ConfigFile, preset: Preset): void {
  const { migration, probes, watch } = file;
  if (migration.biz_ids && !preset.business) {
    const path = ['migration', 'biz_ids'];
    report(loading, path, say('config.of-no-business', { key: shownKey(path), preset: preset.name }));
  }
  if (hasTenants(preset)) return;
  const places: readonly (readonly [Path, boolean])[] = [
    [['migration', 'target_tenant_id'], migration.target_tenant_id !== undefined],
    ...probes.flatMap(({ http = '', sql = '' }, index): (readonly [Path, boolean])[] => [
      [['probes', index, 'http'], http.includes('{tenant}')],
      [['probes', index, 'sql'], asksForTenant(sql)],
    ]),
    ...(watch?.rules ?? []).map(
      ({ sql = '' }, index) => [['watch', 'rules', index, 'sql'], asksForTenant(sql)] as const,
    ),
  ];
  for (const [path, isSaid] of places)
    if (isSaid)
      report(loading, path, say('config.of-no-tenant', { key: shownKey(path), preset: preset.name }));
}

const asksForTenant = (sql: string): boolean => /:tenant\b/.test(sql);
