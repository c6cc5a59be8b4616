import { formatCount, formatSeconds, formatTime } from '../core/format.js';
import type { Sentence } from '../core/sentence.js';
import { say } from '../isolation/words.js';
import { hasFaults } from '../operations/isolation/faults.js';
import type { IsolationPart } from '../operations/isolation/types.js';

/** What has been found, as a whole, in a sentence. */
export function isolationVerdict(found: IsolationPart): Sentence {
  if (found.part === 'window') return hasFaults(found) ? say('window.open') : say('window.closable');
  return hasFaults(found) ? say('isolation.found') : say('isolation.apart');
}

/** The figures in sentences. */
export function isolationSums(found: IsolationPart): readonly Sentence[] {
  switch (found.part) {
    case 'scan': {
      const { files, filesToChange, statements, changes, complexity, tablesFrom, filesLeftOut } =
        found.figures;
      return [
        say('scan.sum', {
          files: formatCount(files),
          statements: formatCount(Object.values(statements).reduce((sum, count) => sum + count, 0)),
        }),
        verdictSum(statements),
        say('scan.changes', {
          changes: formatCount(changes),
          files: formatCount(filesToChange),
          complexity: say(`complexity.${complexity}`),
        }),
        ...(filesLeftOut > 0 ? [say('scan.left-out', { files: formatCount(filesLeftOut) })] : []),
        ...(tablesFrom === 'preset' ? [say('scan.by-preset')] : []),
      ];
    }
    case 'audit': {
      const { seconds, statements, executions, lost, known, gone, seesPrepared, tables } = found.figures;
      return [
        seconds === 0
          ? say('audit.all', { tables: formatCount(tables) })
          : say('audit.sum', { time: formatSeconds(seconds), tables: formatCount(tables) }),
        verdictSum(statements),
        say('audit.executions', { bad: formatCount(executions.bad), good: formatCount(executions.good) }),
        ...(known > 0 ? [say('audit.known', { known: formatCount(known) })] : []),
        ...(gone > 0 ? [say('audit.gone', { gone: formatCount(gone) })] : []),
        ...(lost > 0 ? [say('audit.lost', { lost: formatCount(lost) })] : []),
        ...(seesPrepared ? [] : [say('audit.blind')]),
      ];
    }
    case 'probe': {
      const { tables, good, bad, account, tenant } = found.figures;
      const counts = { tables: formatCount(tables), good: formatCount(good), bad: formatCount(bad) };
      return [
        say('probe.sum', counts),
        account === null ? say('probe.no-account') : say('probe.account', { account, tenant: tenant ?? '' }),
      ];
    }
    case 'window': {
      const {
        silentDays,
        silent,
        logBeginsAt,
        logEndsAt,
        unreadable,
        doubtful = 0,
        gaps = [],
      } = found.figures;
      const { legacyCalls, newCalls } = found.figures;
      const days = formatCount(silentDays);
      return [
        say('window.calls', { legacy: formatCount(legacyCalls), next: formatCount(newCalls) }),
        say('window.log', {
          from: logBeginsAt === null ? '-' : formatTime(logBeginsAt),
          to: logEndsAt === null ? '-' : formatTime(logEndsAt),
        }),
        silent ? say('window.silent', { days }) : say('window.not-silent', { days }),
        ...(unreadable > 0 ? [say('window.unreadable', { lines: formatCount(unreadable) })] : []),
        ...(doubtful > 0 ? [say('window.doubtful', { lines: formatCount(doubtful) })] : []),
        ...gaps
          .slice(0, shownGaps)
          .map(({ from, to }) => say('window.gap', { from: formatTime(from), to: formatTime(to) })),
      ];
    }
  }
}

/** Those behind tell no more. */
const shownGaps = 5;

type Counts = Extract<IsolationPart, { part: 'scan' }>['figures']['statements'];

const verdictSum = ({ good, several, bad, unclear, untouched }: Counts): Sentence =>
  say('isolation.sum', {
    good: formatCount(good),
    several: formatCount(several),
    bad: formatCount(bad),
    unclear: formatCount(unclear),
    untouched: formatCount(untouched),
  });
