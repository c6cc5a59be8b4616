import { listKeys } from '../../keys.js';
import { typedText } from '../../terminal/text-field.js';
import { goBack, goNext } from '../../wizard/navigation.js';
import { moved, type Screen } from '../../wizard/screen.js';
import type { Wizard } from '../../wizard/wizard.js';
import {
  answerSelected,
  exportChecklist,
  goToNextOpen,
  loadChecklist,
  runProbes,
  saveAgain,
} from './checklist-commands.js';
import { answerOf, orderedItems } from './checklist-state.js';
import { ChecklistView } from './checklist-view.js';

function acceptEdit(wizard: Wizard): void {
  const { store } = wizard;
  const { editing } = store.getState().checklist;
  if (editing === null) return;
  const value = typedText(editing.field).trim();
  if (editing.what === 'note') void answerSelected(wizard, { note: value });
  else if (value !== '') store.dispatch({ slice: 'checklist', type: 'named', by: value });
}

export const checklistScreen: Screen = {
  View: ChecklistView,
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
    const { store } = wizard;
    const { checklist, context } = store.getState();
    if (context === null) return;
    const items = orderedItems(context.preset);
    const item = items[checklist.selected];
    const index = moved(key, checklist.selected, items.length);
    if (index !== null) store.dispatch({ slice: 'checklist', type: 'select', index, items: items.length });
    switch (key) {
      case 'accept':
        acceptEdit(wizard);
        return;
      case 'cancel':
        store.dispatch({ slice: 'checklist', type: 'edit-close' });
        return;
      case 'pass':
        void answerSelected(wizard, { state: 'pass' });
        return;
      case 'fail':
        void answerSelected(wizard, { state: 'fail' });
        return;
      case 'notApplicable':
        void answerSelected(wizard, { state: 'not-applicable' });
        return;
      case 'reopen':
        void answerSelected(wizard, { state: 'open' });
        return;
      case 'note': {
        const text = item === undefined ? '' : answerOf(checklist, item.id).note;
        store.dispatch({ slice: 'checklist', type: 'edit-open', what: 'note', text });
        return;
      }
      case 'name':
        store.dispatch({ slice: 'checklist', type: 'edit-open', what: 'name', text: checklist.by });
        return;
      case 'probe':
        void runProbes(wizard);
        return;
      case 'again':
        if (checklist.phase === 'failed') void loadChecklist(wizard);
        else void saveAgain(wizard);
        return;
      case 'nextOpen':
        goToNextOpen(wizard);
        return;
      case 'exportChecklist':
        void exportChecklist(wizard);
        return;
      case 'closeChecklist':
        store.dispatch({ slice: 'checklist', type: 'close' });
        return;
      case 'next':
        goNext(wizard);
        return;
      case 'back':
        goBack(wizard);
        return;
      default:
        return;
    }
  },
};
