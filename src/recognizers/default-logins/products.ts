import { AI_PRODUCTS } from './ai-products.ts';
import type { Product } from './login.ts';
import { OTHER_PRODUCTS } from './other-products.ts';

/**
 * Credentials that everybody knows, by product. One row a product: what its documentation, image or quick start gives it.
 * Adding a product is adding a row.
 */
export const PRODUCTS: readonly Product[] = [...AI_PRODUCTS, ...OTHER_PRODUCTS];
