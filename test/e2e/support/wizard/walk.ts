import type { PhaseWords } from '../../../../src/phases/phase-words.js';
import { rowsPhase } from '../../../../src/phases/rows/phase.js';
import { secretsPhase } from '../../../../src/phases/secrets/phase.js';
import type { Text } from '../../../../src/ui/text/en.js';
import { catalogues } from '../../../../src/ui/text/index.js';
import type { WizardPty } from './wizard-pty.js';

/** From the config that was read to the confirmation before the first write, in any language. */
export async function walkToWriting(wizard: WizardPty, text: Text): Promise<void> {
  // The file's name alone stands there while it is read, too.
  await wizard.see(text.config.labels.businesses);
  wizard.type('\r');
  // Details can be opened once every check has ended.
  await wizard.see(`d ${text.keys.details.label}`);
  await wizard.see(text.connections.endpoints['target-mysql']);
  wizard.type('\r');
  await wizard.see(text.tables.level(1));
  wizard.type('\r');
  await wizard.see(text.dryRun.nothingInTheWay);
  await wizard.see(text.dryRun.readOnlyTitle);
  wizard.type('\r');
  await wizard.see(text.confirm.title);
}

/** From the name typed to the last screen: rows, secrets, validation, one answer with a note, three reports. */
export async function walkToTheEnd(
  wizard: WizardPty,
  text: Text,
  options: { readonly database: string; readonly note: string },
): Promise<void> {
  const language = text === catalogues.zh ? 'zh' : 'en';
  const [rows, secrets] = [rowsPhase, secretsPhase].map(({ words }) => words[language].screen) as [
    PhaseWords['screen'],
    PhaseWords['screen'],
  ];
  wizard.type(`${options.database}\r`);
  await wizard.see(rows.done);
  wizard.type('\r');
  await wizard.see(secrets.ready.title);
  wizard.type('s');
  await wizard.see(secrets.done);
  wizard.type('\r');
  await wizard.see(text.validate.title);
  wizard.type('\r');
  await wizard.see(sentenceOf(text.validate.allEqual(0)));
  wizard.type('\r');
  await wizard.see(sentenceOf(text.checklist.progress(0, 0)));
  wizard.type(`e${options.note}\r`);
  await wizard.see(options.note);
  wizard.type('p');
  await wizard.see(sentenceOf(text.checklist.saved('')));
  wizard.type('\r');
  await wizard.see(text.report.labels.outcome);
  wizard.type('a');
  await wizard.see('HTML');
}

/** The sentence with any figures in the place of its zeros. */
function sentenceOf(text: string): RegExp {
  const escaped = text.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(escaped.replaceAll('0', String.raw`\d+`));
}
