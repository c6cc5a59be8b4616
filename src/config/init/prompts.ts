import type { Answer, Question, Text } from './question.js';

export type Language = 'en' | 'zh';

/** Asks one question of the operator. */
export type Ask = (question: Question) => Promise<Answer>;

/** The operator left with Ctrl-C or by closing the terminal. */
export class PromptCancelled extends Error {
  override readonly name = 'PromptCancelled';
}

/** Asks line by line on the terminal. Never in a process that also runs the wizard: the two lose each other's keys. */
export async function terminalAsk(language: Language): Promise<Ask> {
  const prompts = await import('@inquirer/prompts');
  const say = (text: Text) => text[language];
  const judge =
    <T>(validate: (answer: T) => Text | null) =>
    (answer: T) => {
      const wrong = validate(answer);
      return wrong ? say(wrong) : true;
    };
  const put = (question: Question): Promise<Answer> => {
    const message = say(question.message);
    switch (question.kind) {
      case 'text':
        return prompts.input({ message, default: question.default, validate: judge(question.validate) });
      case 'number':
        return prompts.number({
          message,
          default: question.default,
          required: true,
          validate: (answer) => judge(question.validate)(answer ?? Number.NaN),
        });
      case 'secret':
        return prompts.password({
          message,
          mask: false,
          // By default Ctrl-T would show what was typed.
          toggleMask: false,
          validate: judge(question.validate),
          theme: { style: { maskedText: say({ en: '(not shown)', zh: '（不显示）' }) } },
        });
      case 'select':
        return prompts.select({
          message,
          default: question.default,
          choices: question.choices.map(({ value, title }) => ({ value, name: say(title) })),
        });
      case 'confirm':
        return prompts.confirm({ message, default: question.default });
    }
  };
  return async (question) => {
    try {
      return await put(question);
    } catch (error) {
      if (error instanceof Error && error.name === 'ExitPromptError') throw new PromptCancelled('cancelled');
      throw error;
    }
  };
}
