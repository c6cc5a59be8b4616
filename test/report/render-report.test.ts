import { describe, expect, it } from 'vitest';
import { reportJsonSchema, reportSchema } from '../../src/operations/report-shape.js';
import { renderReport } from '../../src/report/render-report.js';
import { en } from '../../src/report/text/en.js';
import { zh } from '../../src/report/text/zh.js';
import { rolledBackReport, sampleReport } from './support/sample-report.js';

const markup = '<script>alert("x")</script>&|`*_[a](b)\n# h';
const languages = ['en', 'zh'] as const;

describe('JSON', () => {
  it('is the data, in the published shape', () => {
    const parsed: unknown = JSON.parse(renderReport(sampleReport(), 'json', 'en'));
    expect(parsed).toEqual(sampleReport());
    expect(reportSchema.safeParse(parsed).error).toBeUndefined();
  });

  it.each(['rolling-back', 'rolled-back'] as const)('holds the rollback of a run that is %s', (state) => {
    const parsed: unknown = JSON.parse(renderReport(rolledBackReport(state), 'json', 'en'));
    expect(parsed).toMatchObject({ rollback: rolledBackReport(state).rollback });
    expect(reportSchema.safeParse(parsed).error).toBeUndefined();
  });

  it('has a JSON Schema that names every top-level field', () => {
    const schema = reportJsonSchema() as { required: string[]; $schema: string };
    expect(schema.$schema).toContain('2020-12');
    expect([...schema.required].sort()).toEqual(Object.keys(sampleReport()).sort());
  });

  it('does not accept a report without its log', () => {
    const { log: _, ...rest } = sampleReport();
    expect(reportSchema.safeParse(rest).success).toBe(false);
  });
});

describe.each(languages)('Markdown in %s', (lang) => {
  it('has every section', () => {
    const text = renderReport(rolledBackReport(), 'md', lang);
    const titles = Object.values((lang === 'zh' ? zh : en).sections);
    expect([...text.matchAll(/^## (.*)$/gm)].map((match) => match[1]).sort()).toEqual([...titles].sort());
  });

  it.each([markup, 'a\\|b\\'])(
    'keeps every table row in one line and one column each, whatever the data holds: %j',
    (data) => {
      const text = renderReport(rolledBackReport('rolling-back', data), 'md', lang);
      for (const block of text.split('\n\n').filter((part) => part.startsWith('|'))) {
        const columns = block
          .trim()
          .split('\n')
          .map((line) => line.replace(/\\[\\|]/g, '').split('|').length);
        expect(new Set(columns).size).toBe(1);
      }
      expect(text.match(/^# /gm)).toHaveLength(1);
    },
  );
});

it.each(['md', 'html'] as const)('shows data that turns the reading direction, or hides, in %s', (format) => {
  const text = renderReport(
    rolledBackReport('rolled-back', 'key\u202egnp\u2066.\u200b\u200fx'),
    format,
    'en',
  );
  expect(text).not.toMatch(/[\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
  expect(text).toMatch(/x202egnp/);
});

describe.each(languages)('HTML in %s', (lang) => {
  it('lets no data become markup', () => {
    const html = renderReport(rolledBackReport('rolled-back', markup), 'html', lang);
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;');
  });

  it('needs no network', () => {
    const html = renderReport(sampleReport(), 'html', lang);
    expect(html).not.toMatch(/(src|href)="(?!#)/);
    expect(html).not.toMatch(/url\(|@import|https?:/);
    expect(html).toContain("default-src 'none'");
  });

  it('closes every tag it opens and links to every section', () => {
    const html = renderReport(rolledBackReport('rolled-back', markup), 'html', lang);
    const open: string[] = [];
    for (const [, slash, name = ''] of html.matchAll(/<(\/?)([a-z0-9]+)[^>]*>/g)) {
      if (['meta', 'link'].includes(name)) continue;
      if (slash) expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
    const links = [...html.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]);
    const ids = [...html.matchAll(/<section id="([^"]+)"/g)].map((match) => match[1]);
    expect(links.slice(0, ids.length)).toEqual(ids);
    // And back to the contents from each.
    expect(links.slice(ids.length)).toEqual(ids.map(() => 'contents'));
    expect(html).toContain('<nav id="contents"');
  });
});

describe.each(languages)('repairs and rollback in %s', (lang) => {
  const words = lang === 'zh' ? zh : en;
  /** The text between a section's heading and the next one. */
  const section = (markdown: string, title: string) =>
    markdown.split(`\n## ${title}\n`)[1]?.split('\n## ')[0];

  it('lists each repair with what was done and how it ended', () => {
    const repairs = section(renderReport(sampleReport(), 'md', lang), words.sections.repairs);
    const { repairAction, repairState } = words;
    expect(repairs).toContain(
      `| \`kvs\` | \`id=1042\` | \`memo\` | ${repairAction['recopy-row']} | ✓ ${repairState.repaired} |`,
    );
    expect(repairs).toContain(
      `${repairAction['recopy-secret']} | ✗ ${repairState.failed} | permission denied |`,
    );
    const html = renderReport(sampleReport(), 'html', lang);
    expect(html).toContain('<section id="repairs"');
    expect(html).toContain(repairState.failed);
    expect(renderReport({ ...sampleReport(), repairs: [] }, 'md', lang)).toContain(words.empty.repairs);
  });

  it('says a key that is words in its language', () => {
    const [first] = sampleReport().repairs;
    if (!first) throw new Error('no repair');
    const repairs = [{ ...first, key: 'generator', keyReason: { code: 'difference.generator' } }];
    const said = section(renderReport({ ...sampleReport(), repairs }, 'md', lang), words.sections.repairs);
    expect(said).toContain(lang === 'zh' ? '`生成器`' : '`generator`');
  });

  it('counts what was not moved', () => {
    const what = lang === 'zh' ? '配置文件' : 'Config files';
    const notMoved = section(renderReport(sampleReport(), 'md', lang), words.sections.notMoved);
    expect(notMoved).toContain(words.counted(what, '1,234'));
  });

  it('says under the verdict what the source had lost', () => {
    const lost = {
      check: 'secrets',
      table: 'kvs',
      ok: false,
      sourceFault: true,
      toAccept: true,
      detail: '2 rows in use had lost the secret',
      differences: [],
    };
    const report = sampleReport();
    const validation = { ...report.validation!, ok: true, checks: [lost] };
    const markdown = renderReport({ ...report, validation }, 'md', lang);
    expect(section(markdown, words.sections.summary)).toContain('kvs: 2 rows in use had lost the secret');
  });

  it('opens with what was taken back, right after the summary', () => {
    const markdown = renderReport(rolledBackReport(), 'md', lang);
    expect([...markdown.matchAll(/^## (.*)$/gm)][1]?.[1]).toBe(words.sections.rollback);
    const rollback = section(markdown, words.sections.rollback);
    expect(rollback).toContain(words.rollback.done);
    expect(rollback).toContain(`| \`kvs\` | 1,200 | 1,200 | 1,200 | ✓ ${words.yes} |`);
    expect(rollback).toContain(`- ${words.facts.rowsRemoved}: 1,213`);
    expect(rollback).toContain(`- ${words.facts.versionsRemoved}: 280`);
    const html = renderReport(rolledBackReport(), 'html', lang);
    expect(html).toContain('<section id="rollback"');
    expect(html).toContain(words.rollback.done);
  });

  it('does not call a rollback done that was stopped', () => {
    const markdown = renderReport(rolledBackReport('rolling-back'), 'md', lang);
    const rollback = section(markdown, words.sections.rollback);
    expect(rollback).toContain(words.rollback.halfway);
    expect(rollback).toContain(`| \`kvs\` | 1,200 | 1,200 | 800 | ! ${words.no} |`);
    expect(rollback).toContain(`- ${words.facts.versionsRemoved}: ${words.notKnown}`);
    expect(markdown).toContain(words.verdict.rollingBack);
    expect(markdown).not.toContain(words.rollback.done);
  });

  it('has no such section for a run that stands', () => {
    expect(renderReport(sampleReport(), 'md', lang)).not.toContain(`## ${words.sections.rollback}\n`);
    expect(renderReport(sampleReport(), 'html', lang)).not.toContain('id="rollback"');
  });
});

describe('what it says', () => {
  const say = (data = sampleReport()) => renderReport(data, 'md', 'en');

  it('names differences with table, key, column and kind', () => {
    expect(say()).toContain("| `kvs` | `id=1042` | `memo` | ✗ field differs | `'a\\|b'` | `NULL` |");
  });

  it('says that a secret column is not shown', () => {
    expect(say()).toContain('| `credentials` | `id=3` | `enc_credential` |');
    expect(say()).toMatch(/`enc_credential` \| ✗ field differs \| not shown \| not shown \|/);
  });

  it('leaves the tenant out of the changed columns, since every table gets it', () => {
    const row = say()
      .split('\n')
      .find((line) => line.includes('`kvs`') && line.includes('app_id'));
    expect(row).toContain('id + 1,000; app_id + 1,000 (applications)');
    expect(row).not.toContain('tenant_id');
  });

  it('scores consistency, never rounding up to 100 %', () => {
    expect(say()).toContain('- Consistency: 99.91 %: 1,199 of 1,200 compared rows are equal in every column');
    expect(say()).toContain('| ✗ checksum (99.91 %) |');
  });

  it('counts the checklist and shows its signatures', () => {
    expect(say()).toContain('! Checklist: 1 open, 0 failed.');
    expect(say()).toContain('| after | Redis is flushed | ✓ pass | evidence | note | Li Lei |');
  });

  it('tells a broken log from one that holds', () => {
    expect(say()).toContain("The log's hash chain holds over all 2 entries.");
    const data = sampleReport();
    const tampered = data.log.map((entry, index) => (index === 1 ? { ...entry, detail: 'other' } : entry));
    expect(say({ ...data, log: tampered })).toContain('broken at entry 2');
    expect(say({ ...data, logIntact: false })).toContain('did not hold when this report was made');
  });

  it('says first that a run was rolled back', () => {
    const data = sampleReport();
    const rolledBack = say({ ...data, run: { ...data.run, state: 'rolled-back' } });
    expect(rolledBack.split('\n')[4]).toContain('This run was rolled back');
  });

  it('does without validation, snapshot, Vault and checklist', () => {
    const data = sampleReport();
    const { vault: _, ...plan } = data.run.plan;
    const bare = say({
      ...data,
      run: {
        ...data.run,
        plan: { ...plan, vaultSkippedBecause: 'no vault is configured' },
        snapshot: null,
        finishedAt: null,
        outcome: null,
      },
      validation: null,
      checklist: [],
      secrets: [],
      tables: [],
      generators: [],
      log: [],
    });
    expect(bare).toContain('! Not validated yet.');
    expect(bare).toContain('no vault is configured');
  });
});
