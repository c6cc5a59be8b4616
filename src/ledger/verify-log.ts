import { findLogBreak } from './log-chain.js';
import type { ChecklistAnswer, LogEntry, LogHead, LogProblem } from './shapes.js';

/** Everything that does not fit: the chain itself, its end, and the checklist's signatures. Entries are oldest first. */
export function verifyRunLog(
  log: readonly LogEntry[],
  head: LogHead | null,
  answers: readonly ChecklistAnswer[],
): readonly LogProblem[] {
  const broken = findLogBreak(log);
  return [
    ...(broken ? [{ kind: broken.reason, seq: broken.seq }] : []),
    ...headProblems(log, head),
    ...checklistProblems(log, answers),
  ];
}

/** Entries after the head are right: the head is written after its entry, and a crash may come between. */
function headProblems(log: readonly LogEntry[], head: LogHead | null): LogProblem[] {
  if (!head) return [];
  const entry = log.find(({ seq }) => seq === head.seq);
  if (!entry) return [{ kind: 'tail', seq: head.seq }];
  return entry.hash === head.hash ? [] : [{ kind: 'head', seq: head.seq }];
}

/** Holds a log against the one in a report that was saved before: it must go on where that one ended. */
export function compareWithSavedLog(log: readonly LogEntry[], saved: readonly LogEntry[]): LogProblem | null {
  const bySeq = new Map(log.map((entry) => [entry.seq, entry]));
  const differing = saved.find(({ seq, at, kind, detail, hash }) => {
    const entry = bySeq.get(seq);
    return !entry || entry.hash !== hash || entry.at !== at || entry.kind !== kind || entry.detail !== detail;
  });
  return differing ? { kind: 'saved', seq: differing.seq } : null;
}

/** An answer as the log keeps it: a sentence, and on the next line the whole of it as JSON. */
export function answerLogDetail(answer: ChecklistAnswer): string {
  const { itemId, state, evidence, note, by, at } = answer;
  return `${itemId}: ${state} by ${by}\n${JSON.stringify({ itemId, state, evidence, note, by, at })}`;
}

function checklistProblems(log: readonly LogEntry[], answers: readonly ChecklistAnswer[]): LogProblem[] {
  const signed = new Map<string, string>();
  for (const { kind, detail } of log) {
    if (kind === 'checklist') signed.set(detail.slice(0, detail.indexOf(': ')), detail);
  }
  const given = new Map(answers.map((answer) => [answer.itemId, answer]));
  return [...new Set([...signed.keys(), ...given.keys()])].flatMap((itemId): LogProblem[] => {
    const answer = given.get(itemId);
    const entry = signed.get(itemId);
    if (!answer || entry === undefined) return [{ kind: 'checklist', itemId }];
    const whole = answerLogDetail(answer);
    // Earlier versions wrote the sentence alone.
    return entry === whole || entry === whole.slice(0, whole.lastIndexOf('\n'))
      ? []
      : [{ kind: 'checklist', itemId }];
  });
}
