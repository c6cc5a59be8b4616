import { phases } from '../../phases/index.js';
import type { Step } from '../wizard/wizard.js';
import { alertsStep } from './alerts/alerts-step.js';
import { businessesStep } from './businesses/businesses-step.js';
import { checklistStep } from './checklist/checklist-step.js';
import { configStep } from './config/config-step.js';
import { connectionsStep } from './connections/connections-step.js';
import { copySteps } from './copy/copy-step.js';
import { cutoverStep } from './cutover/cutover-step.js';
import { dataKeysStep } from './data-keys/data-keys-step.js';
import { dryRunStep } from './dry-run/dry-run-step.js';
import { finishStep } from './finish/finish-step.js';
import { followStep } from './follow/follow-step.js';
import { isolationStep } from './isolation/isolation-step.js';
import { reportStep } from './report/report-step.js';
import { rollbackStep } from './rollback/rollback-step.js';
import { rowPairStep } from './row-pair/row-pair-step.js';
import { schemaStep } from './schema/schema-step.js';
import { startStep } from './start/start-step.js';
import { switchStep } from './switch/switch-step.js';
import { tableDetailsStep } from './table-details/table-details-step.js';
import { tablesStep } from './tables/tables-step.js';
import { validateStep } from './validate/validate-step.js';
import { backStep } from './way-back/back-step.js';
import { wayBackStep } from './way-back/way-back-step.js';

/** All steps in the order of the list; of those that lie over others the last one is on top. */
export const registry: readonly Step[] = [
  startStep,
  configStep,
  connectionsStep,
  schemaStep,
  tablesStep,
  dryRunStep,
  ...copySteps(phases),
  followStep,
  validateStep,
  cutoverStep,
  wayBackStep,
  switchStep,
  checklistStep,
  reportStep,
  backStep,
  finishStep,
  rollbackStep,
  businessesStep,
  tableDetailsStep,
  rowPairStep,
  alertsStep,
  isolationStep,
  dataKeysStep,
];
