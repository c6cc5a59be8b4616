import type { Steering } from '../../core/steering.js';
import type { LocalText } from '../../preset/texts.js';
import type { KeyId } from '../keys.js';
import type { DrawnWindow, Line } from '../terminal/lines.js';
import type { TextFieldAction, TextFieldState } from '../terminal/text-field.js';
import type { Unbroken } from '../terminal/unbroken.js';
import type { Text } from '../text/en.js';
import type { Language } from '../text/index.js';
import type { ViewProps } from '../ui-context.js';
import type { Activity } from './activity.js';
import type { Copy } from './copies.js';
import type { WizardDependencies } from './dependencies.js';
import type { Notice } from './frame-state.js';
import type { Outcome } from './outcome.js';

import type { Store } from './store.js';
import type { Slice, WizardAction, WizardState } from './wizard-state.js';

/** One screen: what it draws, which keys it has now, and what they do. */
export interface Screen {
  readonly lines: (props: ViewProps) => readonly Line[];
  /** Something is at work that has no count (yet): a moving mark stands before the rows. */
  readonly isSpinning?: (state: WizardState) => boolean;
  /** It takes the whole terminal, without a frame. */
  readonly fills?: boolean;
  /** Texts of a screen that fills the terminal, each on rows of its own, which are to be marked with the mouse as the one line they are. */
  readonly unbroken?: (props: ViewProps) => readonly Unbroken[];
  /** What can be copied from it, what matters most first. */
  readonly copies?: (state: WizardState, language: Language) => readonly Copy[];
  /** Tables that it lists now, to be looked at one by one; null: none. */
  readonly tables?: (state: WizardState) => ListedTables | null;
  /** Its list, where it shows one that can be narrowed. */
  readonly list?: (state: WizardState) => FilteredList | null;
  /** In the order the footer shows them. */
  readonly keys: (state: WizardState) => readonly KeyId[];
  readonly press: (key: KeyId, wizard: Wizard) => void;
  /** A text field that is open: it gets what is typed. */
  readonly edit?: (state: WizardState) => ((edit: TextFieldAction, wizard: Wizard) => void) | null;
  /** The open field when it asks for the target database's name: as long as it is empty, `?` still opens the help. */
  readonly confirmation?: (state: WizardState) => TextFieldState | null;
}

/** Tables of a screen, and which of them is marked. */
export interface ListedTables {
  readonly names: readonly string[];
  readonly marked: number;
}

/** A list that `/` narrows. */
export interface FilteredList {
  /** What its filter goes by. */
  readonly id: string;
  /** Marks the first row that is left. */
  readonly reset: (wizard: Wizard) => void;
}

/** What keys do that always do the same on a screen. */
export type KeyCommands = Readonly<Partial<Record<KeyId, (wizard: Wizard) => unknown>>>;

/** As the step list shows it: a mark, and a colour that says the same. */
export type StepStatus = 'todo' | 'open' | 'running' | 'done' | 'attention' | 'failed' | 'skipped';

/** Work of a step that writes or removes something: leaving asks about it, and waits for it. */
export interface WritingWork {
  readonly isWriting: (state: WizardState) => boolean;
  /** It was told to give up: to be asked once more is to leave without waiting. */
  readonly isGivenUp: (state: WizardState) => boolean;
  /** Called once it finishes what is in hand, called again it gives up at once. */
  readonly stop: (wizard: Wizard) => void;
  /** Something was written or removed in this session, or may have been. */
  readonly hasWritten: (state: WizardState) => boolean;
  /** What is asked on q while it writes, and what is said there once it has written; default: general words. */
  readonly words?: (
    quit: Text['quit'],
    state: WizardState,
  ) => {
    readonly title: string;
    readonly body: string;
    readonly written: string;
  };
}

/** What a step is, all in one place: the frame around the steps asks them, and knows none by its name. */
export interface Step extends Screen {
  readonly id: string;
  /** As the step list has it; without a title it is never in the list, only shown over another step. */
  readonly title?: LocalText;
  /** What it is called elsewhere, where it has no title. */
  readonly name?: LocalText;
  /** Its part of the state; of steps that share one, the first has it. */
  readonly slice?: Slice;
  /** Whether it is in the list (a config may not ask for it); default: always. */
  readonly isShown?: (state: WizardState) => boolean;
  readonly status?: (state: WizardState) => StepStatus;
  /** What it does by itself when it is gone to: reading only. */
  readonly enter?: (wizard: Wizard) => void;
  /** Why one cannot go on from here yet; null when one can. */
  readonly obstacle?: (state: WizardState, text: Text) => string | null;
  /** No step before it can be gone back to any more. */
  readonly closesWayBack?: (state: WizardState) => boolean;
  /** It is shown over whatever step one is at; of several the last in the registry is. */
  readonly covers?: (state: WizardState) => boolean;
  /** Keys that show it over another step, and what they do. */
  readonly shortcut?: { readonly keys: readonly KeyId[]; readonly open: (wizard: Wizard) => void };
  readonly writing?: WritingWork;
  /** What it is at; null: it rests. */
  readonly activity?: (state: WizardState) => Activity | null;
  /** How it stands when the wizard is left (`interrupted`: by Ctrl-C or a signal); default: done. */
  readonly outcome?: (state: WizardState, interrupted: boolean) => Outcome;
  /** What stays on the normal screen of it after the wizard has closed. */
  readonly farewell?: (wizard: Wizard) => readonly string[];
}

/** What commands work on. */
export interface Wizard extends WizardDependencies {
  /** In the order of the list. */
  readonly steps: readonly Step[];
  readonly store: Store<WizardState, WizardAction>;
  /** The phase at work, if one is. */
  readonly steering: { current: Steering | null };
  /** Following the source, feeding back to it, and watching traffic, which go on behind other steps. */
  readonly following: { follow: Steering | null; feed: Steering | null; traffic: Steering | null };
  /** A long reading operation that can be ended, if one is at work. */
  readonly reading: { current: AbortController | null };
  /** The window of a longer text that was drawn last, for the keys that scroll it. */
  readonly drawn: { current: DrawnWindow };
  /** Gives the terminal to something else until that has ended, and draws all anew. */
  readonly lend: { current: (work: () => Promise<void>) => Promise<void> };
  /** Says on the normal screen that the wizard is stopped, and how it goes on. */
  readonly sayStopped: () => void;
  /** Gives a text to the terminal's clipboard; false: it has none that can be reached. */
  readonly toClipboard: (text: string) => boolean;
  /** Ends the wizard with this exit code. */
  readonly leave: (exitCode: number) => void;
}

export function notify(wizard: Wizard, tone: Notice['tone'], text: string): void {
  wizard.store.dispatch({ slice: 'frame', type: 'notice', notice: { tone, text } });
}
