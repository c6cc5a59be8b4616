import { describe, expect, it } from 'vitest';
import { findingLines, findingsVerdict } from '../../src/headless/findings.js';
import { planLines } from '../../src/headless/plan-lines.js';
import { rollbackLines, runSummaryLines, runsLines } from '../../src/headless/summary-lines.js';
import { renderTable } from '../../src/headless/table.js';
import { problemLines } from '../../src/headless/text-reporter.js';
import { validationLines } from '../../src/headless/validation-lines.js';
import { refuse } from '../../src/operations/words.js';
import { chooseIds } from '../../src/plan/choose-ids.js';
import { settingFindings } from '../../src/preflight/mysql/settings.js';
import { sampleReport } from '../report/support/sample-report.js';
import { dryRun, findings, runSummary } from './support/samples.js';
import { collectText } from './support/text-environment.js';

const { environment } = collectText();
const inChinese = collectText('zh').environment;
const show = (lines: readonly string[]): string => `\n${lines.join('\n')}\n`;

describe('findings', () => {
  it('have glyph, word, subject, samples and an indented remedy', () => {
    expect(show(findings.flatMap((finding) => findingLines(finding, environment)))).toMatchInlineSnapshot(`
      "
      ✓ ok  Source MySQL: connected to MySQL 9.7.0 in 3 ms
      ! warning  Target MySQL: local_infile is off, so rows go in by INSERT (slower)
          remedy: SET GLOBAL local_infile = ON
      ✗ blocker  Data: rows of applications collide in the target
            biz_id=2, name=中文\\x1b[31m
            and 2 more
          remedy: Rename them first,
            or leave the businesses out.
      "
    `);
  });

  it('count the samples that are left out, not what they stand for', () => {
    const tables = {
      code: 'conflict.tenant-rows',
      severity: 'warning',
      subject: 'data',
      title: 'tenant a already has 1 234 rows in 2 tables of the target',
      count: 1234,
      samples: ['apps: 1200', 'kvs: 34'],
      sampleCount: 2,
    } as const;
    expect(findingLines(tables, environment)).toHaveLength(3);
    expect(findingLines({ ...tables, sampleCount: 7 }, environment).at(-1)).toBe('      and 5 more');
    expect(findingLines({ ...tables, sampleCount: undefined }, environment).at(-1)).toBe(
      '      and 1,232 more',
    );
  });

  it('end in a verdict that counts', () => {
    expect(findingsVerdict(findings, environment)).toContain('Blockers: 1; warnings: 1.');
    expect(findingsVerdict(findings.slice(0, 2), environment)).toContain('Nothing stands in the way');
  });

  it('speak Chinese', () => {
    expect(findingLines(findings[1]!, inChinese)[0]).toContain('! 警告  目标端 MySQL');
    const [blocker] = settingFindings({ read_only: 'ON' }, 'target');
    expect(findingLines(blocker!, inChinese)).toEqual([
      '✗ 阻断  目标端 MySQL：目标服务器为只读（read_only = ON）',
      '    处理方法：连接主库而不是从库，或：SET GLOBAL read_only = OFF;',
    ]);
  });
});

describe('plan', () => {
  it('reads from top to bottom', () => {
    expect(show(planLines(dryRun, environment))).toMatchInlineSnapshot(`
      "
      Dry run: nothing is written anywhere
      Every session to both databases is opened READ ONLY, so the servers themselves refuse a write; Vault is only read.

      From MySQL 9.7.0, bk_bscp to MariaDB 10.11.14, bk_bscp_mt
      Tenant: tenant_id = acme
      IDs are shifted (the target holds rows with the same IDs)

      Tables to copy: 3, rows: 1,219
      Level  Table         Source rows  Target rows  Target rows of tenant  Changed columns
      ─────  ────────────  ───────────  ───────────  ─────────────────────  ────────────────────
          1  applications           12           40                      0  id + 1,000
          3  kvs                 1,200        3,000                      0  id + 1,000; app_id + 1,000 (applications)
          3  strategies              7            0                      0  id + 1,000; itsm_ticket_state_id int → varchar(256); scope IDs in JSON (groups)

      Tables left out: 1
      Table   Risk  By      Reason                            Effect
      ──────  ────  ──────  ────────────────────────────────  ──────────────
      events  low   preset  change notices, made at run time  no past events

      ID generators to raise before the first row: 2
      Secrets to copy: 300 rows name one
      Forecast: MySQL about 12 s, Vault about 1 min 11 s (measured on 1,000 rows and 20 secrets)

      Plan ffffffffffff · Risk: high
      - high: the target is production
      - medium: IDs are shifted: whatever names rows by ID outside of the database needs the new ones

      What it needs
      - in the target, at /var/lib/mysql/: 6.0 MB (the server does not tell how much is free)
      -   3.0 MB tables and their indexes
      -   3.0 MB the target’s own binary log
      - memory of this machine: up to 288 MB, of 4.0 GB that are free
      - the target's buffer pool holds 128 MB

      The order, and how long each takes
      - 1. check: 2.5 s, measured
      - 2. copy: MySQL: 12 s, measured
      - 3. validate: about 7.4 s
      - 4. go through the checklist: cannot be told
      - what can be told takes about 22 s
      - the change window ends at 2026-12-01 04:00:00 +00:00, in 1 h 00 min

      Not moved by this tool
      - Config files: 1,234
          Copy them to the project of the tenant.

      Findings
      ! warning  Target MySQL: local_infile is off, so rows go in by INSERT (slower)
          remedy: SET GLOBAL local_infile = ON
      ✓ Nothing stands in the way. Warnings: 1.
      "
    `);
  });

  it('has the same tables in Chinese', () => {
    const lines = planLines(dryRun, inChinese).join('\n');
    for (const table of ['applications', 'kvs', 'strategies', 'events']) expect(lines).toContain(table);
    expect(lines).toContain('运行时产生的变更通知');
  });

  it('forecasts further phases, too', () => {
    const forecast = { mysqlSeconds: 12, vaultSeconds: 0, others: { files: 125 }, basis: 'measured' };
    expect(planLines({ ...dryRun, forecast }, environment).join('\n')).toMatch(
      /Forecast: MySQL about 12.*, Vault about .*, Files about 2 min.* \(measured\)/,
    );
    expect(planLines({ ...dryRun, forecast }, inChinese).join('\n')).toContain('文件阶段约 2');
  });

  it('says why there is no Vault phase and no forecast', () => {
    const { vault: _, ...plan } = dryRun.plan;
    const lines = planLines(
      {
        ...dryRun,
        plan: { ...plan, vaultSkippedBecause: 'no vault in the config' },
        secretRows: null,
        forecast: null,
      },
      environment,
    );
    expect(lines).toContain('No Vault phase: no vault in the config');
    expect(lines).toContain('Forecast: none (too little to measure)');
  });
});

describe('run summary', () => {
  it('of a complete run', () => {
    expect(show(runSummaryLines(runSummary(), environment))).toMatchInlineSnapshot(`
      "

      Summary of run run-1
      Table   Rows    Size  Finished
      ─────  ─────  ──────  ────────
      kvs    1,200  2.9 MB  ✓ yes

      Secrets  Rows  Written  Reused  Versions changed  Problems
      ───────  ────  ───────  ──────  ────────────────  ────────
      kvs       300      290      10                 4         0

      ✓ complete: everything was copied
      1200 rows in 1 tables and 300 secrets are in the target
      "
    `);
  });

  it('lists problems and how to resume', () => {
    const { problems } = sampleReport().secrets[0]!;
    const lines = runSummaryLines(
      runSummary({
        outcome: 'partial',
        secrets: [{ table: 'kvs', rows: 2, written: 1, reused: 0, versionsChanged: 0, problems }],
        resumeCommand: 'tenantferry run --resume',
      }),
      environment,
    );
    expect(lines).toContain(
      '! kvs id=9, biz/2/apps/5/kvs/host v3: the version was deleted (already so in the source)',
    );
    expect(lines.at(-1)).toBe('To take it up again: tenantferry run --resume');
  });
});

describe('validation', () => {
  it('names table, key, column and kind of every difference, and keeps source faults apart', () => {
    const { validation } = sampleReport();
    expect(show(validationLines(validation!, environment))).toMatchInlineSnapshot(`
      "

      Check       Passed  Failed  Already in the source
      ──────────  ──────  ──────  ─────────────────────
      row-counts       1       0                      0
      checksum         0       1                      0
      secrets          0       0                      1

      Differences
      ✗ checksum kvs: 1 row differs
          field differs  kvs id=1042, column memo: expected 'a|b', found NULL
          field differs  credentials id=3, column enc_credential: values not shown

      ! Faults the source already has (no reason to fail): 1
          secrets kvs: one signature disagrees already in the source

      Consistency 99.91 %: 1,199 of 1,200 compared rows are equal in every column
      ✗ Differences: 2; checks that failed: 1.
      "
    `);
  });

  it('ends with what a person has to accept', () => {
    const lost = {
      check: 'secrets',
      table: 'kvs',
      ok: false,
      sourceFault: true,
      toAccept: true,
      detail: '2 rows in use had lost the secret in the source already',
      code: 'secrets.lost-in-source',
      params: { rows: 2 },
      differences: [],
    };
    const validation = { ...sampleReport().validation!, ok: true, checks: [lost], differences: 0 };
    expect(validationLines(validation, environment).slice(-2)).toEqual([
      '✓ No differences: 0 checks passed (checksums).',
      '! kvs: 2 rows in use had lost the secret in the source already. A person has to accept it in the checklist.',
    ]);
    expect(validationLines(validation, inChinese).at(-1)).toBe(
      '! kvs：2 个在用的行在源环境就已丢失密钥：没有可迁移的值。需由人在检查清单中确认接受。',
    );
  });

  it('says so when nothing differs', () => {
    const validation = { ...sampleReport().validation!, ok: true, checks: [], differences: 0 };
    expect(validationLines(validation, environment).at(-1)).toBe(
      '✓ No differences: 0 checks passed (checksums).',
    );
  });
});

describe('rollback and runs', () => {
  it('shows what stands in its way', () => {
    const summary = {
      runId: 'run-1',
      rows: { kvs: 12 },
      secrets: 3,
      changed: [{ subject: 'kvs', key: 'id=4' }],
      done: false,
    };
    expect(show(rollbackLines(summary, true, environment))).toMatchInlineSnapshot(`
      "

      Dry run of rolling back run-1: nothing is removed
      Table  Rows
      ─────  ────
      kvs      12
      Rows: 12; secrets: 3
      ! Changed since the run, so nothing is removed as it stands: 1
          kvs id=4
          remedy: Look at them first. With --include-changed they are removed, too.
      "
    `);
    expect(rollbackLines({ ...summary, changed: [], done: true }, false, environment).at(-1)).toContain(
      'everything the run wrote is gone',
    );
  });

  it('says which changed rows go along, and where they could not be told', () => {
    const summary = {
      runId: 'run-1',
      rows: { kvs: 412 },
      secrets: 3,
      includeChanged: true,
      changed: [
        { subject: 'kvs', key: 'id=4' },
        { subject: 'kvs (not in the source)', key: 'id=5' },
        { subject: 'secret', key: 'biz/2' },
      ],
      changedRows: { kvs: 302 },
      done: false,
    };
    const along = rollbackLines(summary, true, environment);
    expect(along).toContain('! Changed since the run, and removed along with the rest: 303');
    expect(along).toContain('    kvs: and 300 more');
    expect(along.join()).not.toContain('--include-changed');
    expect(rollbackLines({ ...summary, done: true }, false, environment)).toContain(
      '! Changed since the run, and removed as well: 303',
    );
    expect(rollbackLines(summary, true, inChinese)).toContain('    kvs：另有 300 行');
    const message = 'db refuses connections';
    const uncompared = { ...summary, changed: [], changedRows: {}, compared: false, done: true };
    const unread = { ...uncompared, notCompared: { why: 'not-read', message } } as const;
    expect(rollbackLines(unread, false, environment)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^! Rows were counted only: the source could not/),
        `    ${message}`,
      ]),
    );
    const other = { ...uncompared, notCompared: { why: 'other-source', message } } as const;
    expect(rollbackLines(other, false, inChinese)).toContainEqual(
      expect.stringContaining('不是这次迁移的源端'),
    );
  });

  it('lists runs as a table, or says that there are none', () => {
    expect(runsLines([], environment)).toEqual(['No runs yet in this target.']);
    const run = {
      runId: 'run-1',
      tenantId: 'acme',
      state: 'copied',
      outcome: 'complete',
      startedAt: '2025-06-01T01:00:00Z',
      finishedAt: null,
      rows: 1212,
      secrets: 300,
    } as const;
    const [title, , row] = runsLines([run], environment);
    expect(title).toMatch(/^Run +Tenant +State +Outcome +Started/);
    expect(row).toMatch(/^run-1 +acme +copied +complete +2025-06-01 01:00:00 \+00:00 +1,212 +300$/);
    const stopped = runsLines([{ ...run, state: 'mysql', outcome: 'stopped' }], inChinese)[2];
    expect(stopped).toMatch(/^run-1 +acme +复制了部分行 +已停止 /);
  });
});

describe('problems', () => {
  it('say what, where and what to do', () => {
    const problem = {
      kind: 'refused' as const,
      message: 'first\nsecond',
      where: { file: 'migrate.yaml', line: 3, key: 'source.mysql' },
      remedy: 'do this',
      exitCode: 2,
    };
    expect(show(problemLines(problem, environment))).toMatchInlineSnapshot(`
      "
      ✗ Refused: first
        second
          where: migrate.yaml:3 (source.mysql)
          remedy: do this
      "
    `);
  });
});

describe('tables of text', () => {
  it('line up with wide characters', () => {
    const lines = renderTable(
      ['表', { figure: 'n' }],
      [
        ['中文', '1'],
        ['ab', '12'],
      ],
    );
    expect(lines).toEqual(['表     n', '────  ──', '中文   1', 'ab    12']);
  });
});

describe('what the engine words', () => {
  it('is Chinese in Chinese output: IDs, snapshot, checks, refusals', () => {
    const ids = { mode: 'preserve', reason: 'the target …', because: { code: 'free' } } as const;
    const plan = planLines({ ...dryRun, plan: { ...dryRun.plan, ids } }, inChinese).join('\n');
    expect(plan).toContain('保留原 ID (目标环境在源环境的 ID 范围内没有已用的 ID)');
    const refused = problemLines(
      {
        kind: 'refused',
        ...refuse('rollback.done', { run: 'r-1' }),
        message: 'run r-1 was rolled back already',
        exitCode: 2,
      },
      inChinese,
    );
    expect(refused.join('\n')).toContain('迁移 r-1 已经回滚过');
    expect(refused.join('\n')).not.toContain('nothing is left');
  });

  it('does not repeat itself about IDs', () => {
    const { decision } = chooseIds({ mode: 'auto', max: 1000, tables: [] });
    const { mode, reason, because } = decision;
    const lines = planLines(
      { ...dryRun, plan: { ...dryRun.plan, ids: { mode, reason, because } } },
      environment,
    );
    expect(lines).toContain('IDs are kept (the target holds no ID in the range of the source)');
  });
});
