import { type Reason, type Sentence, told } from './sentence.js';
import { reason } from './shape.js';

/** A sentence as one column of the ledger keeps it: its text, and on the last line its name and values as JSON. */
export function stored(said: string | Sentence): string {
  const { message, because } = told(said);
  return because === undefined ? message : `${message}\n${JSON.stringify(because)}`;
}

/** What `stored` made; without a name and values where an earlier version wrote the text alone. */
export function readStored(text: string): { readonly message: string; readonly because?: Reason } {
  const end = text.lastIndexOf('\n{"code":');
  const because = end < 0 ? undefined : asReason(text.slice(end + 1));
  return because === undefined ? { message: text } : { message: text.slice(0, end), because };
}

function asReason(text: string): Reason | undefined {
  try {
    return reason.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
