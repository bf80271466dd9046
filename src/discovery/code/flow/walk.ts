import type { Program } from '../program.ts';
import type { Expression, Statement } from '../syntax.ts';
import { isTestFile } from '../test-file.ts';
import type { Scope } from '../value.ts';

export type Call = Expression & { t: 'call' };

/** What a walk over a program meets, each with the scope it stands in. */
export interface Meeting {
  call?(e: Call, scope: Scope): void;
  dict?(e: Expression & { t: 'dict' }, scope: Scope): void;
  list?(e: Expression & { t: 'list' }, scope: Scope): void;
  assign?(statement: Statement & { s: 'assign' }, scope: Scope): void;
  returns?(e: Expression, scope: Scope): void;
}

/** Walks every expression of the files that are no tests, once and without evaluating anything. */
export function walkProgram(program: Program, meeting: Meeting): void {
  for (const [file, module] of program.modules) {
    const scope = program.scopeOf(file);
    if (scope && !isTestFile(file)) statements(module.body, scope);
  }

  function statements(list: readonly Statement[], scope: Scope): void {
    for (const statement of list) {
      switch (statement.s) {
        case 'assign':
          if (!statement.value) break;
          meeting.assign?.(statement, scope);
          expression(statement.value, scope);
          break;
        case 'function':
          for (const decorator of statement.d.decorators) expression(decorator, scope);
          statements(statement.d.body, program.bodyOf(statement.d, scope));
          break;
        case 'class':
          expression({ t: 'class', d: statement.d, l: statement.l }, scope);
          break;
        case 'return':
          meeting.returns?.(statement.e, scope);
          expression(statement.e, scope);
          break;
        case 'expr':
        case 'each':
        case 'with':
          expression(statement.e, scope);
          break;
        case 'export':
          expression(statement.value, scope);
          break;
        default:
      }
    }
  }

  function expression(e: Expression, scope: Scope): void {
    switch (e.t) {
      case 'call':
        meeting.call?.(e, scope);
        if (e.f.t !== 'name') expression(e.f, scope);
        for (const part of e.a) expression(part, scope);
        for (const [, value] of e.k) expression(value, scope);
        break;
      case 'fn':
        statements(e.d.body, program.bodyOf(e.d, scope));
        break;
      case 'class': {
        const value = program.evaluate(e, scope);
        if (value.v === 'class') statements(e.d.body, program.classBody(value.of));
        break;
      }
      case 'dict':
        meeting.dict?.(e, scope);
        for (const [, value] of e.e) expression(value, scope);
        break;
      case 'list':
        meeting.list?.(e, scope);
        for (const item of e.e) expression(item, scope);
        break;
      case 'either':
        for (const item of e.e) expression(item, scope);
        break;
      case 'tpl':
        for (const part of e.p) expression(part, scope);
        break;
      case 'bin':
        expression(e.x, scope);
        expression(e.y, scope);
        break;
      case 'spread':
        expression(e.e, scope);
        break;
      case 'attr':
        expression(e.o, scope);
        break;
      case 'idx':
        expression(e.o, scope);
        expression(e.k, scope);
        break;
      default:
    }
  }
}

/** The last word of what is called: `cursor.execute(…)` is `execute`. */
export function calledName(e: Call): string | undefined {
  const f = e.f.t === 'idx' ? e.f.o : e.f;
  return f.t === 'name' || f.t === 'attr' ? f.n : undefined;
}

/** `data`, `data.op`, `data["op"]` as one text, for comparing the places a check and a use speak of. */
export function placeOf(e: Expression, deep = 0): string | undefined {
  if (deep > 8) return undefined;
  if (e.t === 'name') return e.n;
  if (e.t === 'attr') {
    const of = placeOf(e.o, deep + 1);
    return of === undefined ? undefined : `${of}.${e.n}`;
  }
  if (e.t === 'idx' && e.k.t === 'str') {
    const of = placeOf(e.o, deep + 1);
    return of === undefined ? undefined : `${of}.${e.k.v}`;
  }
  return undefined;
}
