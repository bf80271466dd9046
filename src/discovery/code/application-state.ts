import type { Program } from './program.ts';
import type { Expression } from './syntax.ts';
import type { Scope } from './value.ts';

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

/** Tells the program what an assignment gives a member of a library's object, or keeps on the application. */
export function learnAssigned(program: Program, target: Expression, value: Expression, scope: Scope): void {
  if (target.t !== 'attr') return;
  const kept = keptOnApplication(target);
  if (kept !== undefined) program.learnMember(kept, value, scope);
  const holder = program.evaluate(target.o, scope);
  if (holder.v === 'external' && !holder.of) program.learnMember(`${holder.q}.${target.n}`, value, scope);
}
