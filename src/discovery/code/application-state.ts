import type { Expression } from './syntax.ts';

/** What holds an application, by the name it has in code. */
const HOLDERS = /^(?:app|application|api|server|request|req|websocket|ws|info|ctx|context)$/;

/**
 * What is kept on a web application for all its handlers, under one name wherever it is read: `app.state.llm` (Starlette),
 * `request.app.state.llm`, `app.locals.llm` (Express). Undefined for every other member.
 * Sources: https://www.starlette.io/applications/#storing-state-on-the-app-instance, https://expressjs.com/en/api.html#app.locals
 */
export function keptOnApplication(e: Expression & { t: 'attr' }): string | undefined {
  const { o: place } = e;
  if (place.t !== 'attr' || (place.n !== 'state' && place.n !== 'locals')) return undefined;
  const { o: holder } = place;
  const name = holder.t === 'name' || holder.t === 'attr' ? holder.n : '';
  return HOLDERS.test(name) ? `application.${place.n}.${e.n}` : undefined;
}
