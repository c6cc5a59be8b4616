import { PartlyDone } from '../core/partly-done.js';

/** A statement of a file failed, or the connection was lost within it: what was done before stays. */
export class SchemaStopped extends PartlyDone {
  override readonly name = 'SchemaStopped';
}
