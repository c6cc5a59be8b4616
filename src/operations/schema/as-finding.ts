import { type Finding, finding } from '../../core/finding.js';
import type { RefusedError } from '../../core/refused.js';
import type { Sentence } from '../../core/sentence.js';

/** What is known of the schema's files. */
export function told(severity: Finding['severity'], title: Sentence): Finding {
  return finding(severity, 'target-mysql', 'schema-files.state', { title: title.text, params: { title } });
}

/** What would refuse a run. */
export function obstacle({ message, remedy, because }: RefusedError): Finding {
  const title = because && { ...because, text: message };
  return finding('blocker', 'target-mysql', 'schema-files.state', {
    title: message,
    remedy,
    params: { ...(title ? { title } : {}), remedy: because?.params?.remedy ?? remedy ?? '' },
  });
}
