import type { TableSelection } from '../../config/config.js';
import type { Context } from '../../config/context.js';
import type { ConfigOverrides } from '../../config/overrides.js';
import type { Listener } from '../../core/events.js';
import type { ReportData } from '../../operations/report-shape.js';
import type { Operations } from '../../operations/types.js';
import type { ReportFormat } from '../../report/render-report.js';
import type { FormQuestion } from '../steps/config/config-state.js';
import type { tryPlace } from '../steps/config/try-place.js';
import type { JobControl } from '../terminal/job-control.js';
import type { Text } from '../text/en.js';
import type { Language } from '../text/index.js';
import type { Clock } from './clock.js';

/** The config file and the guided creation of one. */
export interface ConfigForm {
  readonly exists: () => Promise<boolean>;
  /** All questions that follow from the answers so far (later ones may depend on earlier ones). */
  readonly questions: (answers: Readonly<Record<string, string>>) => Promise<readonly FormQuestion[]>;
  /** Whether somebody answers at an address; without it none is tried. */
  readonly tryPlace?: typeof tryPlace;
  /** Writes the file with mode 0600. */
  readonly write: (answers: Readonly<Record<string, string>>) => Promise<void>;
  /** Writes which tables move into the file that is there, and leaves all else in it as it is. */
  readonly writeTables: (selection: TableSelection) => Promise<void>;
}

/** Where what the operator does is written down, beside what the operations tell. */
export interface WizardLog {
  readonly listen: Listener;
  readonly note: (line: string) => void;
}

/** Everything outside the wizard, so that tests can put their own in its place. */
export interface WizardDependencies {
  readonly operations: Operations;
  readonly log: WizardLog;
  readonly configPath: string;
  /** What the command line chooses over the config file. */
  readonly overrides: ConfigOverrides;
  readonly load: (path: string) => Promise<Context>;
  readonly form: ConfigForm;
  /** Lets the operator change a file, in an editor of their own that has the terminal; rejects when there is none. */
  readonly edit: (path: string) => Promise<void>;
  readonly renderReport: (data: ReportData, format: ReportFormat, language: Language) => string;
  readonly reportFormats: readonly ReportFormat[];
  /** Writes a report with mode 0600 and gives its absolute path. */
  readonly writeReport: (name: string, text: string) => Promise<string>;
  readonly clock: Clock;
  /** Milliseconds between updates from the engine's events. */
  readonly batchMilliseconds: number;
  /** How long no other letter may come before and after a key that decides something; 0: keys count at once. */
  readonly quietMilliseconds: number;
  readonly text: Text;
  readonly language: Language;
  /** How Ctrl-Z stops the process. */
  readonly jobControl: JobControl;
}
