import type { Config } from '../../config/config.js';
import { counted } from '../../core/counted.js';
import type { Finding } from '../../core/finding.js';
import { formatCount } from '../../core/format.js';
import { partOf } from '../../core/progress.js';
import type { FilesPlan } from '../../plan/plan.js';
import { noFigures, nothingToAdd, type Phase } from '../phase.js';
import { readFileFigures } from './ledger.js';
import { filesSubject, proposeFiles } from './proposals.js';

/** Milliseconds per file, on servers of middling speed; a plan does not know how many there are. */
const perFile = 3;
/** Files against rows that name them, about. */
const filesPerRow = 0.3;

/** The contents that rows name by their digest, from object store to object store. */
export const filesPhase: Phase = {
  id: 'files',
  repeats: true,
  after: null,
  // Its own setting says how many (options.files.parallel).
  steered: false,
  words: {
    en: {
      name: 'Files',
      part: 'Files phase',
      things: (count) => counted(count, 'file'),
      state: { begun: 'files in part', done: 'files copied' },
      longState: { begun: 'in the Files phase', done: 'rows, secrets and files copied' },
      screen: {
        parts: 'Files',
        perSecond: 'files/s',
        ready: {
          title: 'The files that rows name',
          body: ({ files }) =>
            `The contents that rows name are copied from ${files?.source ?? ''} to ${placesOf(files)}. What is there and right is not written again. They may come before the rows, while the source is at work, and again for the rest: clients must find them when they switch.`,
        },
        done: 'All files that the source has are in place.',
        partial: 'Some files could not be copied; they are listed below.',
        problems: (problems, inSource) =>
          `${formatCount(problems)} ${problems === 1 ? 'file' : 'files'} with a problem (${formatCount(inSource)} in the source already)`,
      },
    },
    zh: {
      name: '文件阶段',
      part: '文件阶段',
      things: (count) => `${count} 个文件`,
      state: { begun: '复制了部分文件', done: '文件已复制' },
      longState: { begun: '文件阶段进行中', done: '行、密钥和文件已复制' },
      screen: {
        parts: '文件',
        perSecond: '文件/秒',
        ready: {
          title: '行所引用的文件',
          body: ({ files }) =>
            `把行所引用的内容从 ${files?.source ?? ''} 复制到 ${placesOf(files)}。已存在且正确的文件不会重写。可以在迁移行之前、源端运行时先复制，之后再补齐其余：客户端切换时必须能取到它们。`,
        },
        done: '源端现有的文件均已就位。',
        partial: '有些文件未能复制，列在下方。',
        problems: (problems, inSource) =>
          `${formatCount(problems)} 个文件有问题（其中 ${formatCount(inSource)} 个源端已有）`,
      },
    },
  },
  isAsked: (config) =>
    config?.source.files !== undefined &&
    config.target.files !== undefined &&
    config.options.files?.mode !== 'skip',
  takesPart: ({ files }) => files !== undefined,
  skipped: () => null,
  prepare: async ({ config }) =>
    isSkipped(config) ? { plan: undefined, findings: [skippedFinding] } : nothingToAdd,
  check: {
    things: async (checking) =>
      checking.report(await (await import('./check-phase.js')).checkFiles(checking)),
  },
  copy: async (work) => (await import('./copy-phase.js')).copyWantedFiles(work),
  figures: async (ledger) => ({ ...noFigures, others: { files: await readFileFigures(ledger) } }),
  validate: async (proving) => (await import('./prove-files.js')).proveFiles(proving),
  repairs: {
    propose: (_plan, { checks }) => proposeFiles(checks),
    owns: ({ action, table }) => action === 'recopy-item' && table === filesSubject,
    lookAgain: async (work, proposals) => (await repairs()).lookAgainAtFiles(work, proposals),
    // What a file is called says what it holds: it is never newer than the run.
    leaveNewer: async (_work, proposals) => proposals,
    repair: async (...args) => (await repairs()).repairFiles(...args),
  },
  takeBack: async (taking) => (await import('./take-files-back.js')).takeFilesBack(taking),
  step: 'files',
  weights: {
    check: () => ({}),
    copy: (plan) => ({ [partOf({ step: 'files', table: filesSubject })]: perFile * namingRows(plan) }),
    validate: (plan) => ({ files: perFile * namingRows(plan) }),
    look: () => ({}),
    remove: (plan) => ({ 'remove-files': perFile * namingRows(plan) }),
  },
  track: () => ({
    finished: [],
    see: (event) =>
      event.type === 'files-progress' ? { part: filesSubject, done: event.done, total: event.total } : null,
  }),
};

const placesOf = (files: FilesPlan | undefined) =>
  (files?.destinations ?? []).map(({ store }) => store).join(', ');
const isSkipped = ({ source, target, options }: Config) =>
  source.files && target.files && options.files?.mode === 'skip';

const skippedFinding: Finding = {
  code: 'files.skipped',
  severity: 'info',
  subject: 'config',
  title: 'options.files.mode is skip: no file is carried over, and nothing is written to any store',
};

const repairs = () => import('./file-repairs.js');

function namingRows({ files, tables }: Parameters<Phase['takesPart']>[0]): number {
  const names = new Set(files?.entries.map(({ table }) => table));
  const rows = tables.filter(({ table }) => names.has(table));
  return filesPerRow * rows.reduce((sum, { approximateRows }) => sum + approximateRows, 0);
}
