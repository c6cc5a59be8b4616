import type { ReportData } from '../../operations/types.js';
import type { ServerSummary } from '../../plan/plan.js';
import { localiseIds, localiseReason, localiseVaultSkipped } from '../../text/localise.js';
import { code, plain, type Section } from '../document.js';
import type { ReportText } from '../text/index.js';

function server({ flavour, version, database }: ServerSummary): string {
  return `${flavour === 'mysql' ? 'MySQL' : 'MariaDB'} ${version}, ${database}`;
}

/** Servers, versions, modes, and the moment the copy stands for. */
export function environmentSection(
  { run, generatedAt, toolVersion }: ReportData,
  text: ReportText,
  lang: 'en' | 'zh',
): Section {
  const { plan, snapshot } = run;
  const { facts } = text;
  const vault = plan.vault
    ? `${plan.vault.sourceMount} → ${plan.vault.targetMount}`
    : (localiseVaultSkipped(plan, lang) ?? text.none);
  return {
    id: 'environment',
    title: text.sections.environment,
    blocks: [
      {
        kind: 'facts',
        facts: [
          [facts.source, plain(server(plan.source))],
          [facts.target, plain(server(plan.target))],
          [facts.vault, plain(vault)],
          [facts.businesses, plain(plan.bizIds ? plan.bizIds.join(', ') : facts.allBusinesses)],
          [facts.ids, plain(`${text.idMode[plan.ids.mode]}: ${localiseIds(plan.ids, lang)}`)],
          [
            facts.snapshot,
            plain(
              snapshot
                ? `${snapshot.at}: ${localiseReason(snapshot.how, snapshot.because, lang)}`
                : facts.noSnapshot,
            ),
          ],
          [facts.position, snapshot?.position ? code(snapshot.position) : plain(facts.noPosition)],
          [facts.fingerprint, code(plan.fingerprint)],
          [facts.tool, plain(run.toolVersion)],
          [facts.reporter, plain(toolVersion)],
          [facts.generated, plain(generatedAt)],
        ],
      },
    ],
  };
}

/** When each part began and ended, from the run's own log. */
export function timingsSection(data: ReportData, text: ReportText): Section {
  const timed = data.log.filter(({ kind }) => /^(run|phase|rollback|validation)-/.test(kind));
  return {
    id: 'timings',
    title: text.sections.timings,
    blocks: [
      {
        kind: 'table',
        columns: [{ title: text.columns.at }, { title: text.columns.event }, { title: text.columns.detail }],
        rows: timed.map(({ at, kind, detail }) => [code(at), code(kind), plain(detail)]),
        empty: text.empty.timings,
      },
    ],
  };
}

/** The whole log with its hashes, for whoever checks the chain by hand. */
export function logBlocks(data: ReportData, text: ReportText): Section['blocks'] {
  const { columns } = text;
  return [
    { kind: 'text', text: text.chainExplained },
    {
      kind: 'table',
      columns: [
        { title: columns.seq, align: 'right' },
        { title: columns.at },
        { title: columns.event },
        { title: columns.detail },
        { title: columns.hash },
      ],
      rows: data.log.map(({ seq, at, kind, detail, hash }) => [
        plain(String(seq)),
        code(at),
        code(kind),
        plain(detail),
        code(hash),
      ]),
      empty: text.empty.log,
    },
  ];
}
