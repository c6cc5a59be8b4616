import type { Listener } from '../core/events.js';
import type { Reporter } from '../headless/reporter.js';

/** For commands whose result is their findings: each is told in full, as it comes, not only what matters to a run. */
export function tellFindings(reporter: Reporter): Listener {
  return (event) => {
    if (event.type === 'finding') reporter.finding(event.finding);
    else reporter.listen(event);
  };
}
