import { describe, expect, it } from 'vitest';
import type { RepairProposal } from '../../src/core/repair.js';
import type { ValidationResult } from '../../src/core/validation-shape.js';
import {
  afterCutover,
  afterRepair,
  afterRollback,
  afterRun,
  afterValidation,
  stepsIn,
} from '../../src/operations/next-steps.js';
import type { RepairSummary } from '../../src/operations/repair-types.js';
import type { RollbackSummary, RunSummary } from '../../src/operations/result-shapes.js';
import { smallConfig } from '../support/config.js';
import { smallPreset } from '../support/preset.js';

const services = { en: 'Flush the cache', zh: '清空缓存' };
const place = {
  context: { config: smallConfig(), preset: { ...smallPreset(), after_writes: [services] } },
  configFile: 'my file.yaml',
};
const { database } = place.context.config.target.mysql;
const run: RunSummary = {
  runId: 'r1',
  outcome: 'complete',
  tables: [],
  secrets: [],
  resumeCommand: null,
  message: '',
};
const rollback: RollbackSummary = { runId: 'r1', rows: {}, secrets: 0, changed: [], done: true };
const validation: ValidationResult = {
  runId: 'r1',
  level: 'checksum',
  startedAt: '',
  finishedAt: '',
  checks: [],
  differences: 0,
  ok: true,
};

describe('what comes next', () => {
  it('is the services’ need, then proof, after a run', () => {
    expect(stepsIn(afterRun(place, run), 'en')).toEqual([
      'Flush the cache',
      "Validate: tenantferry validate -c 'my file.yaml' --run r1",
      "Go through the checklist: tenantferry checklist -c 'my file.yaml'",
    ]);
    expect(afterRun(place, { ...run, outcome: 'partial', resumeCommand: 'x' })).toEqual([]);
  });

  it('is following, proof and the cut-over after a run beside its writers: nobody uses the target yet', () => {
    expect(stepsIn(afterRun(place, { ...run, live: true }), 'en')).toEqual([
      `Apply what is written to the source meanwhile, and go on beside it: tenantferry follow -c 'my file.yaml' --confirm ${database}`,
      "Validate: tenantferry validate -c 'my file.yaml' --run r1",
      "Go through the checklist: tenantferry checklist -c 'my file.yaml'",
      `Cut over in a pause of seconds: tenantferry cutover -c 'my file.yaml' --confirm ${database}; look first with --dry-run`,
    ]);
  });

  it('says after a cut-over which side’s services may start', () => {
    const stepsAfter = (
      outcome: 'switched' | 'already' | 'called-off' | 'ready',
      pauseSeconds: number | null,
    ) => stepsIn(afterCutover(place, { outcome, pauseSeconds }), 'en');
    const [leave, flush, start] = stepsAfter('switched', 2);
    expect(leave).toContain('Leave the services of the source stopped');
    expect([flush, start]).toEqual(['Flush the cache', 'Start the services of the target']);
    expect(stepsAfter('already', null)).toEqual(stepsAfter('switched', 2));
    expect(stepsAfter('called-off', 2)[0]).toContain('Start the services of the source again');
    // Nothing was locked, so nothing was stopped.
    expect(stepsAfter('called-off', null)).toHaveLength(1);
    expect(stepsAfter('called-off', null)[0]).toContain("tenantferry cutover -c 'my file.yaml' --dry-run");
    expect(stepsAfter('ready', null)).toEqual([]);
  });

  it('is the services’ need and a new run after a rollback, and first the secrets that stay', () => {
    expect(stepsIn(afterRollback(place, rollback), 'zh')).toEqual([
      '清空缓存',
      `重新开始：tenantferry run -c 'my file.yaml' --confirm ${database}，然后校验并完成检查清单`,
    ]);
    const kept = [{ path: 'biz/2/a', why: 'named' }] as const;
    const [, look] = stepsIn(afterRollback(place, { ...rollback, kept }), 'en');
    expect(look).toMatch(/vault kv metadata delete -mount=\S* biz\/2\/a$/);
    expect(afterRollback(place, { ...rollback, done: false })).toEqual([]);
  });

  it('is the checklist after a validation without differences, and what to do about them after others', () => {
    expect(stepsIn(afterValidation(place, validation), 'en')).toHaveLength(2);
    const bad = { ...validation, ok: false };
    expect(stepsIn(afterValidation(place, bad), 'en')).toEqual([
      expect.stringContaining('--level full'),
      expect.stringContaining('--repair --dry-run'),
    ]);
    const files = { check: 'files', ok: false, detail: '', differences: [] };
    const steps = (params: Readonly<Record<string, number>>, ...others: (typeof files)[]) =>
      stepsIn(afterValidation(place, { ...bad, checks: [{ ...files, params }, ...others] }), 'en');
    expect(steps({ wrong: 2, denied: 2 })).toEqual([
      expect.stringMatching(/target\.files write.* \(2 files; .*run -c 'my file.yaml' --resume/),
      expect.stringContaining('--level full'),
    ]);
    // What else is wrong is repaired as ever.
    expect(steps({ wrong: 3, denied: 2 })).toHaveLength(3);
    expect(steps({ wrong: 2, denied: 2 }, { ...files, check: 'secrets' })).toHaveLength(3);
    // What nobody could look at is neither shown nor repaired: it is looked at again.
    const notMade = { ...files, check: 'secrets', code: 'check.not-made' };
    expect(steps({}, notMade)).toHaveLength(3);
    expect(stepsIn(afterValidation(place, { ...bad, checks: [notMade] }), 'en')).toEqual([
      expect.stringContaining(
        "validate again: tenantferry validate -c 'my file.yaml' --run r1 --level checksum",
      ),
    ]);
    const moved = { check: 'source-unchanged', ok: false, detail: '', differences: [] };
    const full = { ...bad, level: 'full', checks: [moved] } as const;
    expect(stepsIn(afterValidation(place, full), 'en')).toEqual([
      expect.stringContaining('--repair --dry-run'),
      expect.stringContaining('tenantferry rollback'),
      expect.stringContaining('tenantferry run'),
    ]);
  });

  it('is the same after a repair as after a validation, and the services’ need wherever it wrote', () => {
    const proposal: RepairProposal = {
      action: 'recopy-row',
      table: 'kvs',
      key: 'id=1',
      rowKey: ['1'],
      columns: [],
      reason: '',
    };
    const repaired: RepairSummary = {
      runId: 'r1',
      proposals: [proposal],
      outcomes: [{ proposal, state: 'repaired', detail: '', remaining: [] }],
      validation,
      stopped: false,
    };
    expect(afterRepair(place, repaired)).toEqual(afterValidation(place, validation));
    const bad = { ...validation, level: 'full', ok: false } as const;
    expect(stepsIn(afterRepair(place, { ...repaired, validation: bad }), 'en')).toEqual([
      'Flush the cache',
      expect.stringContaining('--repair --dry-run'),
    ]);
    expect(afterRepair(place, { ...repaired, outcomes: [], validation: bad })).toEqual(
      afterValidation(place, bad),
    );
    expect(afterRepair(place, { ...repaired, stopped: true })).toEqual(place.context.preset.after_writes);
    expect(afterRepair(place, { ...repaired, outcomes: [], stopped: true })).toEqual([]);
    const other = {
      ...place,
      context: { ...place.context, preset: { ...place.context.preset, after_writes: [] } },
    };
    expect(afterRepair(other, { ...repaired, stopped: true })).toEqual([]);
  });
});
