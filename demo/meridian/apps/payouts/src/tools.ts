import { tool } from 'ai';
import Stripe from 'stripe';
import { z } from 'zod';

const stripe = new Stripe(process.env.STRIPE_SECRET_KEY ?? '');

export const lookupPayment = tool({
  description: 'Amount, currency and state of a card payment.',
  inputSchema: z.object({ paymentIntent: z.string() }),
  execute: async ({ paymentIntent }) => {
    const { amount, currency, status } = await stripe.paymentIntents.retrieve(paymentIntent);
    return { amount, currency, status };
  },
});

export const refundPayment = tool({
  description: 'Give a card payment back, wholly or in part.',
  inputSchema: z.object({ paymentIntent: z.string(), cents: z.number().int().positive() }),
  execute: async ({ paymentIntent, cents }) => {
    const refund = await stripe.refunds.create({ payment_intent: paymentIntent, amount: cents });
    return { id: refund.id, status: refund.status };
  },
});

export const creditPayment = tool({
  description: 'Give a card payment back as goodwill. A supervisor has to agree.',
  inputSchema: z.object({ paymentIntent: z.string(), cents: z.number().int().max(50_000) }),
  needsApproval: true,
  execute: async ({ paymentIntent, cents }) => {
    const credit = await stripe.refunds.create({ payment_intent: paymentIntent, amount: cents, reason: 'requested_by_customer' });
    return { id: credit.id, status: credit.status };
  },
});
