import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failureWords } from '../../src/mysql/explain-failure.js';
import { valuesOf } from '../../src/text/said.js';
import { findingEntry, findings } from '../../src/text/zh/findings.js';
import { idsReason } from '../../src/text/zh/ids.js';
import { checks } from '../../src/text/zh/jobs.js';
import { reasons as sentences } from '../../src/text/zh/reasons.js';
import { refusals } from '../../src/text/zh/refusals.js';
import { vaultSkipped } from '../../src/text/zh/vault-skipped.js';

const root = join(import.meta.dirname, '../../src');

function sources(...places: readonly string[]): readonly string[] {
  return places.flatMap((place) =>
    place.endsWith('.ts')
      ? [join(root, place)]
      : readdirSync(join(root, place), { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.ts'))
          .map((name) => join(root, place, name)),
  );
}

/** Codes as the sources write them: `area.name`, in quotes; in templates the part before the first value, with a `*`. */
function codesIn(files: readonly string[], areas: RegExp): readonly string[] {
  const found = files.flatMap((file) => {
    const text = readFileSync(file, 'utf8').replaceAll(/^import .*$/gm, '');
    const literal = [...text.matchAll(/'([a-z-]+\.[a-z-]+)'/g)].map((match) => match[1] ?? '');
    const template = [...text.matchAll(/code: `([^`$]+)\$\{/g)].map((match) => `${match[1]}*`);
    return [...literal, ...template];
  });
  return [...new Set(found)].filter((code) => areas.test(code)).toSorted();
}

const findingCodes = codesIn(
  sources(
    'preflight',
    'plan',
    'vault/probe',
    'vault/probe.ts',
    'phases/rows/check',
    'phases/rows/forecast',
    'phases/secrets/check',
    'phases/secrets/copy/conflicts.ts',
    'phases/files/phase.ts',
    'phases/files/check-phase.ts',
    'phases/files/check-stores.ts',
    'phases/files/check-source.ts',
    'phases/files/check-rights.ts',
    'phases/files/store-findings.ts',
    'live/check-source.ts',
    'live/source',
    'live/check-way-back.ts',
    'operations/schema/as-finding.ts',
    'cli',
  ),
  /^(mysql|schema|schema-files|conflict|reference|credentials|generators|plan|ids|config|preset|tables|vault|secrets|files|live|not-moved|reshape|in-place|watch)\./,
);
const checkCodes = codesIn(
  sources(
    'phases/rows/altered-json.ts',
    'phases/rows/validate',
    'phases/rows/overwrite/prove-written.ts',
    'phases/secrets/validate',
    'phases/files/validate-files.ts',
    'operations/checklist',
  ),
  /^(check|altered-json|rows|row-counts|tables-present|tenant-column|generators|orphans|other-runs|other-tenants|source-unchanged|written-rows|secrets|secrets-extra|files|evidence)\./,
);

/** The codes that stand behind a field of type Reason. */
function reasonsIn(field: string, files: readonly string[]): readonly string[] {
  const pattern = new RegExp(`${field}:[^;{]*\\{\\s*code: '([^']+)'(?:[^;]*?: \\{ code: '([^']+)')?`, 'g');
  const found = files.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(pattern)].flatMap(([, first, second]) => [first, second]),
  );
  return [...new Set(found)].filter((code) => code !== undefined).toSorted();
}

const explained = /^(snapshot|throttle|forecast|vault-phase)\./;
const refused = [...reasonsIn('because', sources('.')), ...Object.keys(failureWords)].filter(
  (code) => code.includes('.') && !explained.test(code),
);
const explanations = codesIn(
  sources('core', 'mysql', 'phases', 'vault', 'preflight', 'operations'),
  explained,
);
const reasons = reasonsIn('because', sources('plan'));
const skipped = reasonsIn('vaultSkipped', sources('plan'));

describe('the Chinese catalogue', () => {
  it('is looked at with all codes of the sources', () => {
    expect(findingCodes.length).toBeGreaterThan(80);
    expect(checkCodes.length).toBeGreaterThan(20);
    expect(findingCodes).toContain('watch.*');
    expect(findingCodes).toContain('conflict.primary-key');
  });

  it.each(findingCodes)('says the finding %s', (code) => {
    expect(findingEntry(code)).toBeTypeOf('function');
  });

  it.each(checkCodes)('says the check %s', (code) => {
    expect(checks[code]).toBeTypeOf('function');
  });

  it.each(refused)('says the refusal %s', (code) => {
    expect(refusals[code]).toBeTypeOf('function');
  });

  it.each(explanations)('says the explanation %s', (code) => {
    expect(sentences[code]).toBeTypeOf('function');
  });

  it('says why IDs are kept or shifted, and why there is no Vault phase', () => {
    expect(reasons).toEqual(['again', 'asked', 'free', 'occupied']);
    expect(skipped).toEqual(['config', 'preset', 'tables']);
    const values = { tables: 2, names: 'apps', preset: 'bscp', missing: 'source.vault' };
    for (const code of reasons) expect(idsReason(code, values)).toMatch(/\p{Script=Han}/u);
    for (const code of skipped) expect(vaultSkipped(code, valuesOf(values))).toMatch(/\p{Script=Han}/u);
  });

  it('has no entry that the sources do not use', () => {
    expect(Object.keys(findings).filter((code) => !findingCodes.includes(code))).toEqual([]);
    expect(Object.keys(checks).filter((code) => !checkCodes.includes(code))).toEqual([]);
    expect(Object.keys(refusals).filter((code) => !refused.includes(code))).toEqual([]);
    expect(Object.keys(sentences).filter((code) => !explanations.includes(code))).toEqual([]);
  });
});
