import type { IsolationPart } from './types.js';

/** Whether something was found that has to be seen to: commands end with 3 then. */
export function hasFaults(found: IsolationPart): boolean {
  switch (found.part) {
    case 'scan':
      return found.figures.statements.bad + found.figures.statements.unclear > 0;
    case 'audit':
      return (
        found.figures.lost > 0 ||
        found.statements.some(({ verdict, known }) => verdict !== 'several' && !known)
      );
    case 'probe':
      return found.figures.bad + found.figures.unclear > 0;
    case 'window':
      return !found.figures.silent || found.headers.some(({ ok }) => !ok);
  }
}
