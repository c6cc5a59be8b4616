import type { Language } from '../../../src/ui/text/index.js';
import { catalogues } from '../../../src/ui/text/index.js';
import type { Session } from './wizard-session.js';

/** Walks from Config to the confirmation before the first write. */
export async function walkToConfirmation(session: Session, language: Language = 'en'): Promise<void> {
  const text = catalogues[language];
  await session.see(text.config.labels.file);
  await session.press('\r', text.connections.endpoints['target-vault']);
  await session.press('\r', text.tables.level(1));
  await session.press('\r', text.dryRun.readOnlyTitle);
  await session.press('\r', text.confirm.title);
}
