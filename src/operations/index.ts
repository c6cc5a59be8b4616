import { answer, checklist } from './checklist.js';
import { checklistState, importAnswers, probe } from './checklist-state.js';
import { check, plan } from './look.js';
import { exportRepairSql, repair } from './repair.js';
import { report } from './report.js';
import { rollback } from './rollback.js';
import { run } from './run.js';
import { runs } from './runs.js';
import { survey } from './survey.js';
import type { Operations } from './types.js';
import { validate } from './validate.js';

/** What the wizard and the headless commands call. */
export const operations: Operations = {
  check,
  survey,
  plan,
  run,
  validate,
  repair,
  repairSql: exportRepairSql,
  rollback,
  report,
  runs,
  checklist,
  answer,
  checklistState,
  importAnswers,
  probe,
};
