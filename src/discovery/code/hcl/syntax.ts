/**
 * The syntax tree of one HCL file. `line` is 1-based everywhere and is the line on which the construct begins.
 * Source of the grammar: the HCL native syntax specification and the Terraform language documentation.
 */
export interface Body {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly Block[];
}

export interface Attribute {
  readonly name: string;
  readonly line: number;
  readonly value: Expression;
}

export interface Block {
  readonly type: string;
  readonly labels: readonly string[];
  readonly line: number;
  readonly body: Body;
}

/** Something that could not be read; the rest of the file is still returned. */
export interface SyntaxProblem {
  readonly line: number;
  readonly reason: string;
}

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/' | '%';

/** The name under which the `each` expression of a splat finds the current item; no identifier can be spelt so. */
export const SPLAT_ITEM = '*';

export type Expression =
  | { readonly kind: 'literal'; readonly line: number; readonly value: string | number | boolean | null }
  | { readonly kind: 'template'; readonly line: number; readonly parts: readonly TemplatePart[] }
  | { readonly kind: 'list'; readonly line: number; readonly items: readonly Expression[] }
  | { readonly kind: 'object'; readonly line: number; readonly entries: readonly ObjectEntry[] }
  | { readonly kind: 'name'; readonly line: number; readonly name: string }
  | { readonly kind: 'member'; readonly line: number; readonly of: Expression; readonly name: string }
  | { readonly kind: 'index'; readonly line: number; readonly of: Expression; readonly key: Expression }
  | { readonly kind: 'splat'; readonly line: number; readonly of: Expression; readonly each: Expression }
  | {
      readonly kind: 'call';
      readonly line: number;
      readonly name: string;
      readonly arguments: readonly Expression[];
      /** The last argument is followed by `...` and stands for as many arguments as it has items. */
      readonly spread: boolean;
    }
  | {
      readonly kind: 'conditional';
      readonly line: number;
      readonly condition: Expression;
      readonly yes: Expression;
      readonly no: Expression;
    }
  | { readonly kind: 'unary'; readonly line: number; readonly operator: '-' | '!'; readonly operand: Expression }
  | {
      readonly kind: 'binary';
      readonly line: number;
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | ForExpression;

export interface ForExpression {
  readonly kind: 'for';
  readonly line: number;
  readonly keyName: string | undefined;
  readonly valueName: string;
  readonly collection: Expression;
  /** Present for the object form `{for … : key => value}`. */
  readonly key: Expression | undefined;
  readonly value: Expression;
  readonly condition: Expression | undefined;
  /** `...` after the value of the object form: values of one key are gathered into a list. */
  readonly grouped: boolean;
}

export interface ObjectEntry {
  readonly line: number;
  readonly key: Expression;
  readonly value: Expression;
}

export type TemplatePart =
  | { readonly kind: 'text'; readonly line: number; readonly text: string }
  | { readonly kind: 'interpolation'; readonly line: number; readonly expression: Expression }
  | {
      readonly kind: 'if';
      readonly line: number;
      readonly condition: Expression;
      readonly yes: readonly TemplatePart[];
      readonly no: readonly TemplatePart[];
    }
  | {
      readonly kind: 'for';
      readonly line: number;
      readonly keyName: string | undefined;
      readonly valueName: string;
      readonly collection: Expression;
      readonly body: readonly TemplatePart[];
    };
