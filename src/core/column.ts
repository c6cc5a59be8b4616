/** A column of a table that people read, by its title; figures stand on the right. */
export type Column = string | { readonly figure: string };

export const titleOf = (column: Column): string => (typeof column === 'string' ? column : column.figure);
export const isFigure = (column: Column | undefined): boolean => typeof column === 'object';
