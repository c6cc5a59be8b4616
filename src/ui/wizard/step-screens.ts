import { checklistScreen } from '../steps/checklist/checklist-screen.js';
import { configScreen } from '../steps/config/config-screen.js';
import { connectionsScreen } from '../steps/connections/connections-screen.js';
import { mysqlScreen, vaultScreen } from '../steps/copy/copy-screen.js';
import { dryRunScreen } from '../steps/dry-run/dry-run-screen.js';
import { reportScreen } from '../steps/report/report-screen.js';
import { rollbackScreen } from '../steps/rollback/rollback-screen.js';
import { startScreen } from '../steps/start/start-screen.js';
import { tablesScreen } from '../steps/tables/tables-screen.js';
import { validateScreen } from '../steps/validate/validate-screen.js';
import type { StepId } from './frame-state.js';
import type { Screen } from './screen.js';
import type { WizardState } from './wizard-state.js';

const steps: Readonly<Record<StepId, Screen>> = {
  config: configScreen,
  connections: connectionsScreen,
  tables: tablesScreen,
  'dry-run': dryRunScreen,
  mysql: mysqlScreen,
  vault: vaultScreen,
  validate: validateScreen,
  checklist: checklistScreen,
  report: reportScreen,
};

/** The screen under any help or question. */
export function screenBelow(state: WizardState): Screen {
  if (state.rollback.phase !== 'closed') return rollbackScreen;
  if (state.checklist.isOpen) return checklistScreen;
  if (state.start.phase !== 'hidden') return startScreen;
  return steps[state.frame.step];
}
