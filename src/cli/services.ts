import type { Config } from '../config/config.js';
import type { ConfigOverrides } from '../config/overrides.js';
import type { Sentence } from '../core/sentence.js';
import type { Reporter } from '../headless/reporter.js';
import type { Lang } from '../headless/text/language.js';
import type { PrivateServer } from '../operations/backup/types.js';
import type { Operations } from '../operations/types.js';
import type { Flavour } from '../plan/facts.js';
import type { LintProblem } from '../preset/lint.js';
import type { Preset } from '../preset/schema.js';

export interface WizardRequest {
  readonly operations: Operations;
  /** Receives what the operator does in the wizard that is no event of an operation. */
  readonly log?: Pick<Reporter, 'listen' | 'note'>;
  readonly configPath: string;
  readonly overrides: ConfigOverrides;
  readonly lang: Lang;
  readonly color: boolean;
  readonly screenReader: boolean;
}

/** How a rehearsal is set up; it chooses for itself what is left out. */
export interface RehearsalRequest {
  readonly size?: 'small' | 'medium' | 'large';
  readonly vault?: 'auto' | 'embedded' | 'real';
  /** The source goes on being written to. */
  readonly live?: true;
  readonly preset?: 'bscp' | 'users-pair' | 'danci' | 'maibot' | 'kratos';
  /** Rows, and requests to a Vault, a second at most. */
  readonly rate?: number;
}

/** A rehearsal's servers, running. */
interface Rehearsal {
  readonly configPath: string;
  /** What they are, a line each. */
  readonly description: readonly Sentence[];
  /** Commands that stop what writes to the source, and start it again; absent: nobody writes. */
  readonly writer?: { readonly fenceCommand: string; readonly startCommand: string } | undefined;
  stop(): Promise<void>;
}

/** The parts that commands use, each loaded when it is first needed; a test gives its own. */
export interface Services {
  toolVersion(): string;
  operations(): Promise<Operations>;
  loadConfig(path: string, overrides: ConfigOverrides): Promise<Config>;
  loadPreset(nameOrPath: string): Promise<Preset>;
  lintPreset(nameOrPath: string): Promise<readonly LintProblem[]>;
  /** Asks, without echo, for the secrets that the config leaves open; RefusedError where nobody can be asked. */
  askMissingSecrets(config: Config, lang: Lang): Promise<Config>;
  /** Why the wizard cannot open here; null when it can. */
  whyNoWizard(): Promise<string | null>;
  /** Runs the wizard to its end and gives the exit code. */
  runWizard(request: WizardRequest): Promise<number>;
  /** Asks the questions of `init` and writes the file; its path, or null when the operator left. */
  runInit(configPath: string, lang: Lang): Promise<string | null>;
  /** A private server on this machine, whose data goes with it; null: it has no server program of that kind. */
  startServer(flavour: Flavour): Promise<PrivateServer | null>;
  /** Starts the servers of the rehearsal and fills them; says what it does, line by line. */
  startRehearsal(
    request: RehearsalRequest,
    say: (line: string | Sentence) => void,
    signal: AbortSignal,
  ): Promise<Rehearsal>;
}
