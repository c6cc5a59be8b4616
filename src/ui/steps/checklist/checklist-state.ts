import type { ChecklistAnswer } from '../../../ledger/shapes.js';
import type { ChecklistItem, Preset } from '../../../preset/schema.js';
import {
  type TextFieldAction,
  type TextFieldState,
  textField,
  textFieldReducer,
} from '../../terminal/text-field.js';
import type { ActionsOf } from '../../wizard/actions.js';
import { filterText, matching } from '../../wizard/filter.js';
import type { Problem } from '../../wizard/problem.js';
import type { WizardState } from '../../wizard/wizard-state.js';

export interface ChecklistState {
  /** Shown over another step. */
  readonly isOpen: boolean;
  readonly phase: 'idle' | 'loading' | 'ready' | 'failed';
  readonly answers: Readonly<Record<string, ChecklistAnswer>>;
  readonly problem: Problem | null;
  readonly selected: number;
  /** What is being typed, if anything. */
  readonly editing: { readonly what: 'note' | 'name'; readonly field: TextFieldState } | null;
  /** Who answers; stands with every answer. */
  readonly by: string;
  /** The latest answer's way to the ledger. */
  readonly saving: 'none' | 'saving' | 'saved' | 'failed';
  readonly savedAt: string | null;
  /** Answers that the ledger does not have yet, oldest first; one of an item replaces the one before it. */
  readonly unsaved: readonly ChecklistAnswer[];
  /** Probes are being made. */
  readonly probing: boolean;
}

export type ChecklistAction = ActionsOf<{
  slice: 'checklist';
  open: unknown;
  close: unknown;
  loading: unknown;
  loaded: { answers: readonly ChecklistAnswer[] };
  failed: { problem: Problem };
  probing: unknown;
  probed: { answers: readonly ChecklistAnswer[] };
  'probe-failed': { problem: Problem | null };
  'export-failed': { problem: Problem };
  select: { index: number; items: number };
  'edit-open': { what: 'note' | 'name'; text: string };
  edit: { edit: TextFieldAction };
  'edit-close': unknown;
  named: { by: string };
  answered: { answer: ChecklistAnswer };
  'save-again': unknown;
  saved: { answer: ChecklistAnswer };
  'save-failed': { problem: Problem };
}>;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly checklist: ChecklistState;
  }
  interface SliceActions {
    readonly checklist: ChecklistAction;
  }
}

export function initialChecklist(by: string): ChecklistState {
  return {
    isOpen: false,
    phase: 'idle',
    answers: {},
    problem: null,
    selected: 0,
    editing: null,
    by,
    saving: 'none',
    savedAt: null,
    unsaved: [],
    probing: false,
  };
}

const moments = ['before', 'during', 'after'] as const;

/** The items in the order they come up. */
export function orderedItems(preset: Preset): readonly ChecklistItem[] {
  return moments.flatMap((when) => preset.checklist.filter((item) => item.when === when));
}

export function answerOf(state: ChecklistState, itemId: string): ChecklistAnswer {
  return state.answers[itemId] ?? { itemId, state: 'open', evidence: '', note: '', by: '', at: '' };
}

/** Places in the list of the items that the filter leaves. */
export function listedItems(state: WizardState, preset: Preset): readonly number[] {
  const left = matching(orderedItems(preset), filterText(state, 'checklist'), ({ id, title, detail }) =>
    [id, title.en, title.zh, detail?.en ?? '', detail?.zh ?? ''].join('\n'),
  );
  return orderedItems(preset).flatMap((item, index) => (left.includes(item) ? [index] : []));
}

/** The items that belong before the first write. */
export function itemsBefore(preset: Preset): readonly ChecklistItem[] {
  return preset.checklist.filter((item) => item.when === 'before');
}

/** Index of the next item that is open, from the selected one on and around; null when none is. */
export function nextOpen(state: ChecklistState, preset: Preset): number | null {
  const items = orderedItems(preset);
  for (let step = 1; step <= items.length; step += 1) {
    const index = (state.selected + step) % items.length;
    const item = items[index];
    if (item !== undefined && answerOf(state, item.id).state === 'open') return index;
  }
  return null;
}

export function openItems(state: ChecklistState, preset: Preset): number {
  return preset.checklist.filter((item) => answerOf(state, item.id).state === 'open').length;
}

export function checklistReducer(state: ChecklistState, action: ChecklistAction): ChecklistState {
  switch (action.type) {
    case 'open':
      return { ...state, isOpen: true };
    case 'close':
      return { ...state, isOpen: false, editing: null };
    case 'loading':
      return { ...state, phase: 'loading', problem: null };
    case 'loaded':
      return { ...state, phase: 'ready', answers: byItem([...action.answers, ...state.unsaved]) };
    case 'failed':
      return { ...state, phase: 'failed', problem: action.problem };
    case 'probing':
      return { ...state, probing: true, problem: null };
    case 'probed':
      return {
        ...state,
        probing: false,
        answers: { ...state.answers, ...byItem(action.answers) },
      };
    case 'probe-failed':
      return { ...state, probing: false, problem: action.problem };
    case 'export-failed':
      return { ...state, problem: action.problem };
    case 'select':
      return { ...state, selected: Math.max(0, Math.min(action.index, action.items - 1)) };
    case 'edit-open':
      return { ...state, editing: { what: action.what, field: textField(action.text) } };
    case 'edit':
      return state.editing === null
        ? state
        : {
            ...state,
            editing: { ...state.editing, field: textFieldReducer(state.editing.field, action.edit) },
          };
    case 'edit-close':
      return { ...state, editing: null };
    case 'named':
      return { ...state, by: action.by, editing: null };
    case 'answered':
      return {
        ...state,
        editing: null,
        saving: 'saving',
        answers: { ...state.answers, [action.answer.itemId]: action.answer },
        unsaved: [...state.unsaved.filter(({ itemId }) => itemId !== action.answer.itemId), action.answer],
      };
    case 'save-again':
      return { ...state, saving: 'saving' };
    case 'saved': {
      // Answered anew meanwhile: that answer is still to be saved.
      const unsaved = state.unsaved.filter((answer) => answer !== action.answer);
      const saving = unsaved.length > 0 ? 'saving' : 'saved';
      return { ...state, saving, savedAt: action.answer.at, unsaved, problem: null };
    }
    case 'save-failed':
      return { ...state, saving: 'failed', problem: action.problem };
  }
}

function byItem(answers: readonly ChecklistAnswer[]): Readonly<Record<string, ChecklistAnswer>> {
  return Object.fromEntries(answers.map((answer) => [answer.itemId, answer]));
}
