import type { Finding } from '../../core/finding.js';
import { localise, localiseRefusal } from '../../text/localise.js';
import type { Text } from '../text/en.js';
import type { Language } from '../text/index.js';
import type { Problem } from './problem.js';

/** A text that is worth having elsewhere: in another terminal, in a chat, in a ticket. */
export interface Copy {
  readonly what: keyof Text['copies']['what'];
  readonly text: string;
}

/** Statements in a text: from a word that begins one to its semicolon. */
const statement = /\b(?:GRANT|REVOKE|SET|ALTER|CREATE|DROP|UPDATE|INSERT|DELETE|KILL|FLUSH|PURGE)\s[^;]*;/g;

/** What is left to do as it is said, and before that its SQL alone, where there is more around it. */
function remedyCopies(remedy: string | null | undefined): readonly Copy[] {
  if (!remedy) return [];
  const sql = (remedy.match(statement) ?? []).join('\n');
  return [
    ...(sql === '' || sql === remedy.trim() ? [] : [{ what: 'sql' as const, text: sql }]),
    { what: 'remedy', text: remedy },
  ];
}

export function findingCopies(finding: Finding | undefined, language: Language): readonly Copy[] {
  if (finding === undefined) return [];
  const { title, remedy, samples = [] } = localise(finding, language);
  return [...remedyCopies(remedy), { what: 'finding', text: [title, ...samples].join('\n') }];
}

export function problemCopies(problem: Problem | null, language: Language): readonly Copy[] {
  if (problem === null) return [];
  const { message, remedy } = localiseRefusal(problem, language);
  return [...remedyCopies(remedy), { what: 'message', text: message }];
}

export function runCopies(runId: string | null | undefined): readonly Copy[] {
  return runId ? [{ what: 'runId', text: runId }] : [];
}

export function commandCopies(command: string | null | undefined): readonly Copy[] {
  return command ? [{ what: 'command', text: command }] : [];
}
