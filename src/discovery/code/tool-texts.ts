import type { AssetReference } from '../../core/observation.ts';
import { hiddenText } from '../../recognizers/instructions/hidden.ts';
import { ordersInDescription } from '../../recognizers/instructions/orders.ts';
import type { Linked } from './linked.ts';
import { textsOf } from './value.ts';
import { type Use, valueAt } from './visit.ts';

/**
 * What a tool says of itself is read by every model it is offered to, and by no person: orders and hidden characters in it become
 * `orders` and `hidden` of the tool (`file`, `line` where the text stands); what it says otherwise is not kept.
 */
export function readToolText(linked: Linked, reference: AssetReference, use: Use): void {
  const places = [
    ...(use.fn?.doc === undefined ? [] : [{ text: use.fn.doc, file: use.scope.file, line: use.line }]),
    ...(use.of?.doc === undefined ? [] : [{ text: use.of.doc, file: use.scope.file, line: use.line }]),
    ...textsOf(valueAt(linked.program, use.call, use.scope, DESCRIPTION)),
  ];
  const orders = places.flatMap(({ text, file = use.scope.file, line = use.line }) =>
    ordersInDescription(text).map((order) => ({ order, file, line })),
  );
  const hidden = places.flatMap(({ text, file = use.scope.file, line = use.line }) =>
    hiddenText(text).map(({ form, characters }) => ({ form, characters, file, line })),
  );
  linked.emitter.annotate(reference, {
    ...(orders.length > 0 ? { orders: orders.slice(0, MOST) } : {}),
    ...(hidden.length > 0 ? { hidden: hidden.slice(0, MOST) } : {}),
  });
}

/** `server.tool(name, description, …)` of the first MCP SDKs, an option or keyword everywhere else. */
const DESCRIPTION = { argument: ['description', 'instructions'], position: 1 };
const MOST = 20;
