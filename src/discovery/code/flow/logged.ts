import type { Json } from '../../../core/observation.ts';
import type { Linked } from '../linked.ts';
import type { Expression } from '../syntax.ts';
import { isTestFile } from '../test-file.ts';
import type { Scope } from '../value.ts';
import { entriesTo } from './outputs.ts';
import { createRequests } from './requests.ts';
import { spelled } from './sinks.ts';
import { createTracer } from './trace.ts';
import { type Call, calledName, walkProgram } from './walk.ts';

const MOST = 50;
const LEVELS: ReadonlySet<string> = new Set(
  'debug info warning warn error exception critical fatal log trace print adebug ainfo awarning aerror aexception acritical alog'.split(
    ' ',
  ),
);
/** What logs are kept in: `log`, `logger`, `self.logger`, `app.logger`, `console`, `logging`, `req.log`. */
const LOGS = /(?:^|[._])(?:log|logs|logger|logging|console|_logger|winston|pino|loguru|structlog)$/i;
/** What of a request tells what was asked for, not what was said. */
const ABOUT_THE_CALL =
  /(?:^|[_.])(?:ids?|uuid|url|path|method|type|model|lang|language|locale|page|limit|size|count|index|status|version|mode|filename|content_type|length|ip|host|port|agent|temperature|stream|tokens?)$|(?:Id|Ids|Type|Count|Length|Model)$/;
/** What is said of a person, by the name it has in code. */
const PERSONAL =
  /(?:^|_)(?:ssn|social_security\w*|passport\w*|national_id|tax_id|dob|birth\w*|email|e_mail|mail|phone\w*|mobile|address|postcode|iban|card\w*|cvv|account_number|salary|income|diagnos\w*|patient\w*|symptom\w*|medical\w*|health\w*|insurance\w*|password|passwd|pin|(?:first|last|full|user|customer)_?name|surname)$|(?:Ssn|Email|Phone|Address|Birth\w*|Card\w*|Password|Diagnosis|(?:first|last|full|user|patient|customer)Name)$/i;

/**
 * What callers of AI entries write that is put into logs: the property `loggedInputs` of the application, one entry for each call:
 * `file`, `line`, `call`, `source`, `sourceFile`, `sourceLine`, `personal` (names of what is said of people), `entries`.
 */
export function emitLoggedInputs(linked: Linked): void {
  if (linked.entries.length === 0) return;
  const calls: { e: Call; scope: Scope; entries: string[] }[] = [];
  walkProgram(linked.program, {
    call(e, scope) {
      if (!LEVELS.has(calledName(e) ?? '') || e.a.length + e.k.length === 0 || !isLog(e) || isTestFile(scope.file)) return;
      const entries = entriesTo(linked, scope);
      if (entries.length > 0) calls.push({ e, scope, entries });
    },
  });
  if (calls.length === 0) return;
  const trace = createTracer(linked, createRequests(linked), LEVELS);
  const byOwner = new Map<string, { reference: ReturnType<Linked['emitter']['application']>; inputs: Json[]; told: Set<string> }>();
  for (const { e, scope, entries } of calls) {
    const given = [...e.a, ...e.k.map(([, value]) => value)].flatMap((part) => texts(part));
    const origin = given
      .filter((part) => !isAboutTheCall(part))
      .flatMap((part) => trace(part, scope).filter((one) => one.from === 'request' && !one.listed))[0];
    if (!origin) continue;
    const { file } = scope;
    const evidence = linked.linking.evidence(file, e.l, `${spelled(e.f)} is given what callers write`);
    const reference = linked.emitter.application(file, evidence);
    const owner = byOwner.get(reference.key) ?? { reference, inputs: [], told: new Set<string>() };
    byOwner.set(reference.key, owner);
    const id = `${file}:${e.l}`;
    if (owner.told.has(id) || owner.inputs.length >= MOST) continue;
    owner.told.add(id);
    const personal = [...new Set(given.map((part) => lastName(part)).filter((name) => PERSONAL.test(name)))].sort();
    owner.inputs.push({
      file,
      line: e.l,
      call: spelled(e.f).slice(0, 60),
      source: origin.detail,
      sourceFile: origin.file,
      sourceLine: origin.line,
      ...(personal.length > 0 ? { personal: personal.slice(0, 8) } : {}),
      entries,
    });
  }
  for (const { reference, inputs } of byOwner.values()) linked.emitter.annotate(reference, { loggedInputs: inputs });
}

/** An id, a header, a length: by the last name, or the key that is asked for. */
function isAboutTheCall(e: Expression): boolean {
  return (
    ABOUT_THE_CALL.test(spelled(e)) ||
    ABOUT_THE_CALL.test(lastName(e).replaceAll('-', '_')) ||
    /(?:^|\.)(?:headers|cookies)(?:\.|$)/.test(spelled(e))
  );
}

function isLog(e: Call): boolean {
  if (e.f.t === 'name') return e.f.n === 'print';
  return e.f.t === 'attr' && LOGS.test(spelled(e.f.o));
}

/** The parts that are written: those of a template, of a sum and of an object one by one. */
function texts(e: Expression, deep = 0): Expression[] {
  if (deep > 4) return [];
  if (e.t === 'tpl') return e.p.flatMap((part) => texts(part, deep + 1));
  if (e.t === 'bin') return [...texts(e.x, deep + 1), ...texts(e.y, deep + 1)];
  if (e.t === 'dict') return e.e.flatMap(([, value]) => texts(value, deep + 1));
  if (e.t === 'list') return e.e.flatMap((part) => texts(part, deep + 1));
  return e.t === 'name' || e.t === 'attr' || e.t === 'idx' || e.t === 'call' ? [e] : [];
}

function lastName(e: Expression): string {
  if (e.t === 'attr') return e.n;
  if (e.t === 'idx') return e.k.t === 'str' ? e.k.v : '';
  if (e.t === 'call') return e.a[0]?.t === 'str' && calledName(e) === 'get' ? e.a[0].v : '';
  return e.t === 'name' ? e.n : '';
}
