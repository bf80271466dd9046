import { anthropic } from '@ai-sdk/anthropic';
import { generateText, streamText } from 'ai';

const MODEL = 'claude-haiku-4-5-20251001';

/** One fee in plain words. */
export async function explainFee(fee: string): Promise<string> {
  const { text } = await generateText({ model: anthropic(MODEL), prompt: `Explain this fee in two sentences: ${fee}` });
  return text;
}

/** A whole schedule, word by word as it is written. */
export function explainSchedule(schedule: string): AsyncIterable<string> {
  return streamText({ model: anthropic(MODEL), prompt: `Explain this schedule of fees:\n${schedule}` }).textStream;
}
