import { separated } from './format.js';

/** `1 row`, `2 rows`; the figure may be formatted already. */
export function counted(figure: number | string, one: string, many = `${one}s`): string {
  const said = String(figure);
  return `${separated(said)} ${said === '1' ? one : many}`;
}
