import type { Token } from '../preset/sql/tokens.js';
import { wordOf } from './header.js';

/**
 * Follows the conditions of handlers: `HANDLER FOR SQLSTATE '23000', 1062, NOT FOUND statement`. Gives whether a word is the first of the
 * statement behind them.
 */
export function conditionsOf(): (token: Token) => boolean {
  let state: 'none' | 'handler' | 'condition' | 'state' | 'behind' = 'none';
  return (token) => {
    const word = wordOf(token);
    switch (state) {
      case 'none':
        if (word === 'HANDLER') state = 'handler';
        return false;
      case 'handler':
        state = word === 'FOR' ? 'condition' : 'none';
        return false;
      case 'condition':
        if (word === 'SQLSTATE') state = 'state';
        else if (word !== 'NOT') state = 'behind';
        return false;
      case 'state':
        if (word !== 'VALUE') state = 'behind';
        return false;
      case 'behind':
        state = word === ',' ? 'condition' : 'none';
        return word !== ',';
    }
  };
}
