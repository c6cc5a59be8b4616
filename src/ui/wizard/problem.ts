import { PartlyDone } from '../../core/partly-done.js';
import { RefusedError } from '../../core/refused.js';
import { type Reason, saidBy, told } from '../../core/sentence.js';
import { MysqlError } from '../../mysql/errors.js';
import { explainFailure, failureMessage } from '../../mysql/explain-failure.js';
import { VaultError } from '../../vault/errors.js';

/** An error as the wizard shows it: what, where, what to do. */
export interface Problem {
  readonly message: string;
  readonly where: string | null;
  readonly remedy: string | null;
  /** The sentence in values, for translation. */
  readonly because?: Reason | undefined;
  /** Bad input or a refused operation (exit code 2), not a failure of the tool. */
  readonly refused: boolean;
}

/** Only messages are shown: a stack trace or a library's own fields may hold data. */
export function problemOf(error: unknown): Problem {
  if (error instanceof RefusedError) {
    const where = error.where;
    const place =
      where === undefined
        ? null
        : [where.file, where.line === undefined ? null : `:${where.line}`, where.key && ` (${where.key})`]
            .filter(Boolean)
            .join('');
    const { message, remedy = null, because } = error;
    return { message, where: place, remedy, refused: true, because };
  }
  if (error instanceof MysqlError) {
    return { message: failureMessage(error), where: null, ...explainFailure(error), refused: false };
  }
  if (error instanceof PartlyDone) {
    const { said, remedy } = error;
    const because = { code: said.code, params: { ...said.params, remedy } };
    return { message: said.text, where: null, remedy: remedy.text, refused: false, because };
  }
  if (error instanceof VaultError && error.remedy && typeof error.said !== 'string') {
    const { said, remedy } = error;
    const because = { code: said.code, params: { ...said.params, remedy } };
    return { message: said.text, where: null, remedy: remedy.text, refused: false, because };
  }
  const { message, because } = told(saidBy(error));
  return {
    message: message === '' ? 'unknown error' : message,
    where: null,
    remedy: null,
    refused: false,
    because,
  };
}
