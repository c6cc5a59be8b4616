import { formatTime } from '../../core/format.js';
import type { ReportData, ReportEnvironment } from '../../operations/report-shape.js';
import type { ServerSummary } from '../../plan/plan.js';
import { shownParams } from '../../preset/params.js';
import { localiseIds, localiseReason, localiseVaultSkipped } from '../../text/localise.js';
import { type Block, type Cell, code, figure, plain, type Section, table, words } from '../document.js';
import type { ReportText } from '../text/en.js';

function server({ flavour, version, database }: ServerSummary): string {
  return `${flavour === 'mysql' ? 'MySQL' : 'MariaDB'} ${version}, ${database}`;
}

/** Servers, versions, modes, and the moment the copy stands for. */
export function environmentSection(
  { run, environment, generatedAt, toolVersion }: ReportData,
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
          ...(plan.params ? [[facts.params, plain(shownParams(plan.params))] as const] : []),
          [facts.ids, plain(`${text.idMode[plan.ids.mode]}: ${localiseIds(plan.ids, lang)}`)],
          [
            facts.snapshot,
            plain(
              snapshot
                ? `${formatTime(snapshot.at)}: ${localiseReason(snapshot.how, snapshot.because, lang)}`
                : facts.noSnapshot,
            ),
          ],
          [facts.position, snapshot?.position ? code(snapshot.position) : plain(facts.noPosition)],
          [facts.fingerprint, code(plan.fingerprint)],
          [facts.tool, plain(run.toolVersion)],
          [facts.reporter, plain(toolVersion)],
          [facts.generated, plain(formatTime(generatedAt))],
          ...(environment
            ? ([
                [facts.operator, plain(`${environment.operator}@${environment.machine}`)],
                [facts.node, plain(environment.node)],
                [facts.vaultVersions, plain(vaultVersions(environment.vault, text))],
              ] as const)
            : []),
        ],
      },
      ...(environment ? settingsBlocks(environment, text) : []),
    ],
  };
}

function vaultVersions(vault: ReportEnvironment['vault'], text: ReportText): string {
  if (!vault) return text.none;
  return [vault.source, vault.target].map((version) => version ?? text.notKnown).join(' → ');
}

/** Settings of the tool, and those of both servers beside each other. */
function settingsBlocks({ settings, source, target }: ReportEnvironment, text: ReportText): Block[] {
  const { columns } = text;
  const names = [...new Set([...Object.keys(source), ...Object.keys(target)])];
  return [
    words(text.settingsTitle),
    { kind: 'facts', facts: Object.entries(settings).map(([name, value]) => [name, code(value)]) },
    words(text.serversTitle),
    table(names, text.none, [
      [columns.setting, code],
      [text.facts.source, (name) => value(source[name])],
      [text.facts.target, (name) => value(target[name])],
    ]),
  ];
}

/** Long lists of modes may break after a comma. */
function value(text: string | undefined): Cell {
  return text === undefined ? plain('') : plain(text.replaceAll(',', ', '));
}

/** The whole log with its hashes, for whoever checks the chain by hand. */
export function logBlocks(data: ReportData, text: ReportText): Section['blocks'] {
  const { columns } = text;
  return [
    words(text.chainExplained),
    table(data.log, text.empty.log, [
      figure(columns.seq, ({ seq }) => String(seq)),
      [columns.at, ({ at }) => code(formatTime(at))],
      [columns.event, ({ kind }) => code(kind)],
      // What follows is the same as JSON.
      [columns.detail, ({ detail }) => plain(detail.split('\n', 1)[0] ?? '')],
      [columns.hash, ({ hash }) => code(hash)],
    ]),
  ];
}
