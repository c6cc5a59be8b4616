import type { Reporter } from '../headless/reporter.js';
import type { Listener } from '../run/events.js';

/** For commands whose result is their findings: each is told in full, as it comes, not only what matters to a run. */
export function tellFindings(reporter: Reporter): Listener {
  return (event) => {
    if (event.type === 'finding') reporter.finding(event.finding);
    else reporter.listen(event);
  };
}
