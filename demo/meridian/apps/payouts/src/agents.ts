import { openai } from '@ai-sdk/openai';
import { stepCountIs, ToolLoopAgent } from 'ai';
import { CREDIT_RULES, REFUND_RULES } from './rules.ts';
import { creditPayment, lookupPayment, refundPayment } from './tools.ts';

const MODEL = 'gpt-4.1-2025-04-14';

/** Settles disputes below the limit of the card schemes. */
export const vireoRefunds = new ToolLoopAgent({
  model: openai(MODEL),
  instructions: REFUND_RULES,
  tools: { lookupPayment, refundPayment },
  stopWhen: stepCountIs(8),
});

/** Proposes goodwill credits; a supervisor agrees to each one. */
export const vireoCredits = new ToolLoopAgent({
  model: openai(MODEL),
  instructions: CREDIT_RULES,
  tools: { lookupPayment, creditPayment },
  stopWhen: stepCountIs(8),
});

/** A clerk's note in, the agent's account of what it did out. */
export async function settle(note: string): Promise<string> {
  const { text } = await vireoRefunds.generate({ prompt: note });
  return text;
}
