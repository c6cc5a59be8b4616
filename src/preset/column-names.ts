/**
 * MySQL and MariaDB compare column names without case, whatever their settings, so either spelling may be said to them
 * (https://dev.mysql.com/doc/refman/8.4/en/identifier-case-sensitivity.html).
 */

/** Equal for the spellings of one column. */
export function columnKey(name: string): string {
  return name.toLowerCase();
}

export function sameColumn(one: string, other: string): boolean {
  return columnKey(one) === columnKey(other);
}
