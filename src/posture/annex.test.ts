import { expect, it } from 'vitest';
import { annexArea } from './annex.ts';

// Areas: Regulation (EU) 2024/1689, Annex III, points 1 to 8.
it.each([
  ['Facial recognition at the gates', 'Annex III.1'],
  ['Controls the water supply of the district', 'Annex III.2'],
  ['Grading exams of the second year', 'Annex III.3'],
  ['Ranks candidates for open positions', 'Annex III.4'],
  ['Credit scoring of private customers', 'Annex III.5'],
  ['Predictive policing pilot', 'Annex III.6'],
  ['Prepares visa decisions', 'Annex III.7'],
  ['Drafts court rulings', 'Annex III.8'],
])('%s', (purpose, area) => expect(annexArea(purpose)?.area).toBe(area));

it.each([
  'Decides in real time whether a card payment is fraud',
  'Credit card fraud and credit scoring of fraud rings',
  'Answers customers by e-mail',
  'Admission tickets of the museum',
  'Recognises faults on circuit boards',
  'The selection of a product for the basket',
])('%s is none', (purpose) => expect(annexArea(purpose)).toBeUndefined());
