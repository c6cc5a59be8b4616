import { listKeys } from '../../keys.js';
import { typedText } from '../../terminal/text-field.js';
import { moved } from '../../wizard/list-keys.js';
import { goBack, goNext } from '../../wizard/navigation.js';
import type { KeyCommands, Step, StepStatus, Wizard } from '../../wizard/wizard.js';
import type { Slice, WizardState } from '../../wizard/wizard-state.js';
import {
  answerSelected,
  exportChecklist,
  goToNextOpen,
  loadChecklist,
  openChecklist,
  runProbes,
  saveAgain,
} from './checklist-commands.js';
import {
  answerOf,
  type ChecklistState,
  checklistReducer,
  initialChecklist,
  listedItems,
  openItems,
  orderedItems,
} from './checklist-state.js';
import { checklistLines } from './checklist-view.js';

function acceptEdit(wizard: Wizard): void {
  const { store } = wizard;
  const { editing } = store.getState().checklist;
  if (editing === null) return;
  const value = typedText(editing.field).trim();
  if (editing.what === 'note') void answerSelected(wizard, { note: value });
  else if (value !== '') store.dispatch({ slice: 'checklist', type: 'named', by: value });
}

const anew = ({ by }: ChecklistState): ChecklistState => initialChecklist(by);

const slice: Slice<'checklist'> = {
  name: 'checklist',
  initial: initialChecklist,
  reduce: checklistReducer,
  afterLoading: anew,
  afterRollback: anew,
};

function statusOf({ checklist, context }: WizardState): StepStatus {
  if (checklist.phase === 'idle' || context === null) return 'todo';
  if (checklist.phase === 'loading') return 'running';
  const failed = Object.values(checklist.answers).some((answer) => answer.state === 'fail');
  if (checklist.phase === 'failed' || failed) return 'failed';
  return openItems(checklist, context.preset) > 0 ? 'open' : 'done';
}

function farewell({ store, text }: Wizard): readonly string[] {
  const { checklist, context } = store.getState();
  const open = checklist.phase === 'ready' && context !== null ? openItems(checklist, context.preset) : 0;
  return [
    ...(checklist.saving === 'failed' ? [text.farewell.unsaved(checklist.unsaved.length)] : []),
    ...(open > 0 ? [text.farewell.open(open)] : []),
  ];
}

function editNote({ store }: Wizard): void {
  const { checklist, context } = store.getState();
  const item = context === null ? undefined : orderedItems(context.preset)[checklist.selected];
  const text = item === undefined ? '' : answerOf(checklist, item.id).note;
  store.dispatch({ slice: 'checklist', type: 'edit-open', what: 'note', text });
}

function editName({ store }: Wizard): void {
  const text = store.getState().checklist.by;
  store.dispatch({ slice: 'checklist', type: 'edit-open', what: 'name', text });
}

const commands: KeyCommands = {
  accept: acceptEdit,
  cancel: ({ store }) => store.dispatch({ slice: 'checklist', type: 'edit-close' }),
  pass: (wizard) => answerSelected(wizard, { state: 'pass' }),
  fail: (wizard) => answerSelected(wizard, { state: 'fail' }),
  notApplicable: (wizard) => answerSelected(wizard, { state: 'not-applicable' }),
  reopen: (wizard) => answerSelected(wizard, { state: 'open' }),
  note: editNote,
  name: editName,
  probe: runProbes,
  again: (wizard) =>
    wizard.store.getState().checklist.phase === 'failed' ? loadChecklist(wizard) : saveAgain(wizard),
  nextOpen: goToNextOpen,
  exportChecklist,
  closeChecklist: ({ store }) => store.dispatch({ slice: 'checklist', type: 'close' }),
  next: goNext,
  back: goBack,
};

/** The items of before, during and after; `c` shows them over every other step. */
export const checklistStep: Step = {
  id: 'checklist',
  title: { en: 'Checklist', zh: '检查清单' },
  slice,
  status: statusOf,
  enter: (wizard) => void loadChecklist(wizard),
  covers: ({ checklist }) => checklist.isOpen,
  shortcut: { keys: ['checklist', 'beforeItems'], open: openChecklist },
  farewell,
  lines: checklistLines,
  list: ({ checklist: { phase, editing }, context }) =>
    phase !== 'ready' || editing !== null || context === null
      ? null
      : {
          id: 'checklist',
          reset: ({ store }) => {
            const index = listedItems(store.getState(), context.preset)[0] ?? 0;
            const items = orderedItems(context.preset).length;
            store.dispatch({ slice: 'checklist', type: 'select', index, items });
          },
        },
  isSpinning: ({ checklist, context }) =>
    context === null || checklist.phase === 'idle' || checklist.phase === 'loading',
  keys: ({ checklist }) => {
    if (checklist.editing !== null) return ['accept', 'cancel'];
    const back = checklist.isOpen ? 'closeChecklist' : 'back';
    switch (checklist.phase) {
      case 'idle':
      case 'loading':
        return [back];
      case 'failed':
        return ['again', back];
      case 'ready': {
        const retry = checklist.saving === 'failed' ? (['again'] as const) : [];
        return [
          ...(checklist.isOpen ? ([back] as const) : (['next'] as const)),
          'nextOpen',
          'pass',
          'fail',
          'notApplicable',
          'reopen',
          'note',
          'name',
          'probe',
          ...retry,
          'exportChecklist',
          ...listKeys,
          ...(checklist.isOpen ? [] : (['back'] as const)),
        ];
      }
    }
  },
  edit: ({ checklist }) =>
    checklist.editing === null
      ? null
      : (edit, wizard) => wizard.store.dispatch({ slice: 'checklist', type: 'edit', edit }),
  press: (key, wizard) => {
    const { checklist, context } = wizard.store.getState();
    if (context === null) return;
    const items = orderedItems(context.preset).length;
    const listed = listedItems(wizard.store.getState(), context.preset);
    const place = moved(key, listed.indexOf(checklist.selected), listed.length);
    const index = place === null ? undefined : listed[place];
    if (index !== undefined) wizard.store.dispatch({ slice: 'checklist', type: 'select', index, items });
    commands[key]?.(wizard);
  },
};
