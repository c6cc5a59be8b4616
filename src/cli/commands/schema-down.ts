import type { Define } from '../command.js';
import { defineMove } from '../schema-move.js';

export const define: Define = (command, surroundings) => defineMove(command, surroundings, 'down');
