import type { ClassDefinition, Expression, FunctionDefinition, ModuleSyntax, Parameter, Statement } from './syntax.ts';

/**
 * Syntax written as one short line a statement, for tests and for looking at. It is near the source, without what the syntax
 * leaves out: `~` joins the parts of a template, `|` the values of a choice, `?` is unknown.
 */
export function outline(module: ModuleSyntax): string[] {
  return module.body.map(statement);
}

function statement(s: Statement): string {
  const marks = 'exported' in s && s.exported ? `export ${'default' in s && s.default ? 'default ' : ''}` : '';
  switch (s.s) {
    case 'import':
      return `${s.export === true ? 're' : ''}import ${s.typeOnly === true ? 'type ' : ''}${s.name ?? '.'} as ${s.as} from ${s.module}`;
    case 'export':
      return `export ${s.name} = ${expression(s.value)}`;
    case 'assign': {
      const annotation = s.annotation === undefined ? '' : `: ${expression(s.annotation)}`;
      const value = s.value === undefined ? '' : ` ${s.aug === true ? '+=' : '='} ${expression(s.value)}`;
      return `${marks}${expression(s.target)}${annotation}${value}`;
    }
    case 'function':
      return `${marks}${functionText(s.d)}`;
    case 'class':
      return `${marks}${classText(s.d)}`;
    case 'expr':
      return expression(s.e);
    case 'return':
      return `return ${expression(s.e)}`;
    case 'branch':
      return `branch ${[...s.of.names, ...s.of.texts.map((text) => JSON.stringify(text))].join(' ')} ${s.of.from}-${s.of.to}${s.of.leaves === true ? ' leaves' : ''}${s.of.mixed === true ? ' mixed' : ''}`;
    case 'each':
      return `for ${expression(s.target)} in ${expression(s.e)}`;
    case 'with':
      return `with ${expression(s.e)}${s.target === undefined ? '' : ` as ${expression(s.target)}`}`;
  }
}

function expression(e: Expression): string {
  switch (e.t) {
    case 'str':
      return JSON.stringify(e.v);
    case 'tpl':
      return `\`${e.p.map(expression).join('~')}\``;
    case 'num':
    case 'bool':
      return String(e.v);
    case 'name':
      return e.n;
    case 'attr':
      return `${expression(e.o)}.${e.n}`;
    case 'idx':
      return `${expression(e.o)}[${expression(e.k)}]`;
    case 'call':
      return `${expression(e.f)}(${[...e.a.map(expression), ...e.k.map(([name, value]) => `${name}=${expression(value)}`)].join(', ')})`;
    case 'list':
      return `[${e.e.map(expression).join(', ')}]`;
    case 'dict':
      return `{${e.e.map(([key, value]) => `${key === null ? '...' : `${expression(key)}: `}${expression(value)}`).join(', ')}}`;
    case 'spread':
      return `*${expression(e.e)}`;
    case 'bin':
      return `(${expression(e.x)} ${e.op} ${expression(e.y)})`;
    case 'either':
      return `(${e.e.map(expression).join(' | ')})`;
    case 'fn':
      return functionText(e.d);
    case 'class':
      return classText(e.d);
    case 'null':
      return 'null';
    case '?':
      return '?';
  }
}

function functionText(d: FunctionDefinition): string {
  const decorators = d.decorators.map((decorator) => `@${expression(decorator)} `).join('');
  const returns = d.returns === undefined ? '' : `: ${expression(d.returns)}`;
  const body = d.body.map(statement).join('; ');
  return `${decorators}${d.async === true ? 'async ' : ''}fn ${d.name}(${d.parameters.map(parameter).join(', ')})${returns} ${d.pruned === true ? 'pruned ' : ''}{${body}}`;
}

function parameter(p: Parameter): string {
  const stars = { list: '*', dict: '**' };
  const name = p.names === undefined ? p.name : `{${p.names.join(', ')}}`;
  const annotation = p.annotation === undefined ? '' : `: ${expression(p.annotation)}`;
  return `${p.rest === undefined ? '' : stars[p.rest]}${name}${annotation}${p.default === undefined ? '' : ` = ${expression(p.default)}`}`;
}

function classText(d: ClassDefinition): string {
  const decorators = d.decorators.map((decorator) => `@${expression(decorator)} `).join('');
  const bases = [...d.bases.map(expression), ...d.keywords.map(([name, value]) => `${name}=${expression(value)}`)].join(', ');
  return `${decorators}class ${d.name}(${bases}) {${d.body.map(statement).join('; ')}}`;
}
