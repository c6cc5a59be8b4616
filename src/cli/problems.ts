import { PartlyDone } from '../core/partly-done.js';
import { RefusedError } from '../core/refused.js';
import { type Sentence, told } from '../core/sentence.js';
import type { Problem } from '../headless/reporter.js';
import type { HeadlessText } from '../headless/text/en.js';
import { MysqlError } from '../mysql/errors.js';
import { explainFailure, failureMessage } from '../mysql/explain-failure.js';
import { ObjectError } from '../objects/errors.js';
import { exitCodes } from '../operations/exit-codes.js';
import { isRefusedRow } from '../phases/rows/copy/copy-error.js';
import { SecretCopyStopped } from '../phases/secrets/copy/copy-types.js';
import { VaultError } from '../vault/errors.js';
import { say } from '../vault/words.js';

/** A run failed after it had begun to write: what it wrote stays, and `resumeCommand` goes on. */
export class RunFailedError extends Error {
  override readonly name = 'RunFailedError';
  constructor(
    override readonly cause: unknown,
    readonly resumeCommand: string,
  ) {
    super('the run failed');
  }
}

/** Turns whatever was thrown into what the operator is told. */
export function describeProblem(error: unknown, text: HeadlessText, hasLogFile: boolean): Problem {
  if (error instanceof RefusedError) {
    const { message, where, remedy, because } = error;
    return {
      kind: 'refused',
      message,
      where: where && !tellsWhere(message, where) ? where : undefined,
      remedy,
      because,
      exitCode: exitCodes.refused,
    };
  }
  if (error instanceof RunFailedError && error.cause instanceof MysqlError) {
    const told = failure(error.cause, text.runFailedRemedy(error.resumeCommand));
    return isRefusedRow(error.cause) ? { ...told, exitCode: exitCodes.partial } : told;
  }
  if (error instanceof MysqlError) return failure(error);
  if (error instanceof RunFailedError && error.cause instanceof SecretCopyStopped) {
    const { message, remedy, said } = error.cause;
    const next = text.runFailedRemedy(error.resumeCommand);
    return {
      kind: 'failed',
      message,
      remedy: `${remedy}\n${next}`,
      because: { code: 'failure.secret', params: { message, next, said } },
      exitCode: exitCodes.partial,
    };
  }
  if (error instanceof RunFailedError && error.cause instanceof PartlyDone) {
    const { said, remedy } = error.cause;
    // In the operator's language already.
    const next: Sentence = { code: 'next', text: text.runFailedRemedy(error.resumeCommand) };
    const because = { code: said.code, params: { ...said.params, remedy: [remedy, next] } };
    return {
      kind: 'failed',
      message: said.text,
      remedy: `${remedy.text}\n${next.text}`,
      because,
      exitCode: exitCodes.partial,
    };
  }
  if (error instanceof RunFailedError && error.cause instanceof VaultError) {
    const next: Sentence = { code: 'next', text: text.runFailedRemedy(error.resumeCommand) };
    return vaultFailure(error.cause, [...(error.cause.remedy ? [error.cause.remedy] : []), next]);
  }
  if (error instanceof RunFailedError) {
    const remedy = text.runFailedRemedy(error.resumeCommand);
    return { ...describeProblem(error.cause, text, hasLogFile), remedy };
  }
  if (error instanceof PartlyDone) {
    const { said, remedy } = error;
    const because = { code: said.code, params: { ...said.params, remedy } };
    return { kind: 'failed', message: said.text, remedy: remedy.text, because, exitCode: exitCodes.partial };
  }
  if (isCancelledPrompt(error)) {
    return { kind: 'cancelled', message: text.cancelled, exitCode: exitCodes.cancelled };
  }
  if (error instanceof VaultError) {
    return vaultFailure(error, error.remedy ? [say('vault.mend.again', { remedy: error.remedy })] : []);
  }
  if (error instanceof ObjectError) {
    const { message } = error;
    return { kind: 'failed', message, remedy: text.storeRemedy, exitCode: exitCodes.failed };
  }
  return {
    kind: 'unexpected',
    message: unexpectedMessage(error),
    remedy: hasLogFile ? text.logHasDetails : text.unexpectedRemedy,
    exitCode: exitCodes.failed,
  };
}

function vaultFailure({ said }: VaultError, steps: readonly Sentence[]): Problem {
  const { message, because } = told(said);
  return {
    kind: 'failed',
    message,
    ...(because ? { because: { code: because.code, params: { ...because.params, remedy: steps } } } : {}),
    remedy: steps.length === 0 ? undefined : steps.map((step) => step.text).join('\n'),
    exitCode: exitCodes.failed,
  };
}

function failure(error: MysqlError, next?: string): Problem {
  return {
    kind: 'failed',
    message: failureMessage(error),
    ...explainFailure(error, next),
    exitCode: exitCodes.failed,
  };
}

/** Messages about a file's keys already begin with FILE:LINE. */
function tellsWhere(message: string, where: { readonly file: string; readonly line?: number }): boolean {
  return message.includes(where.line === undefined ? where.file : `${where.file}:${where.line}`);
}

/** The operator pressed Ctrl-C at a question. Told by name, since the prompts are loaded only when something is asked. */
function isCancelledPrompt(error: unknown): boolean {
  return error instanceof Error && error.name === 'PromptCancelled';
}

/** A server's message may quote the row it choked on, so only its code and state are told; other messages are cut to a line. */
export function unexpectedMessage(error: unknown): string {
  if (!(error instanceof Error)) return 'a value was thrown that is no error';
  if ('sqlState' in error || 'sqlMessage' in error) {
    const code = 'code' in error ? String(error.code) : 'unknown code';
    return `the database answered with an error that was not expected: ${code}`;
  }
  const line = error.message.split('\n', 1)[0] ?? '';
  return `${error.name}: ${line.length > 300 ? `${line.slice(0, 300)}…` : line}`;
}

/** Where an unexpected error came from, for the log file: places in the code only, no message and no values. */
export function stackPlaces(error: unknown): string[] {
  if (!(error instanceof Error) || error.stack === undefined) return [];
  return error.stack.split('\n').filter((line) => /^\s+at /.test(line));
}
