import { formatCount } from './format.js';

/** `1 row`, `2 rows`; the figure may be formatted already. */
export function counted(figure: number | string, one: string, many = `${one}s`): string {
  return `${typeof figure === 'number' ? formatCount(figure) : figure} ${String(figure) === '1' ? one : many}`;
}
