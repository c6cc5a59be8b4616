/** A text in the languages the tool speaks. */
export interface Text {
  readonly en: string;
  readonly zh: string;
}

export type Answer = string | number | boolean;
/** Answers by question id. */
export type Answers = Readonly<Record<string, Answer>>;

interface QuestionBase {
  /** The answer's name, like the config key it fills: `source.mysql.host`. */
  readonly id: string;
  readonly message: Text;
}

/** One question of `init`: plain data, asked by line mode and by the wizard alike. */
export type Question =
  | (QuestionBase & {
      readonly kind: 'text';
      readonly default?: string;
      /** What is wrong with an answer; null when it is right. */
      readonly validate: (answer: string) => Text | null;
    })
  | (QuestionBase & {
      readonly kind: 'number';
      readonly default: number;
      readonly validate: (answer: number) => Text | null;
    })
  /** Typed without echo. */
  | (QuestionBase & { readonly kind: 'secret'; readonly validate: (answer: string) => Text | null })
  | (QuestionBase & {
      readonly kind: 'select';
      readonly default: string;
      readonly choices: readonly { readonly value: string; readonly title: Text }[];
    })
  | (QuestionBase & { readonly kind: 'confirm'; readonly default: boolean });
