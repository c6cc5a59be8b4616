/** Finds each answer once, whoever asks first, and gives it to all who ask meanwhile; an answer that failed is asked for again. */
export function askOnce<Asked extends unknown[], Answer>(
  ask: (...asked: Asked) => Promise<Answer>,
  questionOf: (...asked: Asked) => string,
): (...asked: Asked) => Promise<Answer> {
  const known = new Map<string, Promise<Answer>>();
  return (...asked) => {
    const question = questionOf(...asked);
    const answer =
      known.get(question) ??
      ask(...asked).catch((error: unknown) => {
        known.delete(question);
        throw error;
      });
    known.set(question, answer);
    return answer;
  };
}
