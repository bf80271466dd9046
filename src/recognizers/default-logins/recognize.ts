import type { Login, Product } from './login.ts';
import { PRODUCTS } from './products.ts';
import { isTrivial } from './trivial.ts';
import type { WeakValue } from './weak-values.ts';

/** A value as a deployment gives it: its text, or, where that was masked, what is known of it; without either it is only given. */
export interface Given {
  text?: string;
  weak?: WeakValue;
  line: number;
}

/** What is known of one container or service: what it runs and what it is told. */
export interface Described {
  /** Repository of its image, in lower case. */
  repository: string;
  /** Its command line, words joined by one space. */
  command: string;
  variable(name: string): Given | undefined;
  variables(): Iterable<readonly [name: string, given: Given]>;
  option(...names: string[]): Given | undefined;
  /** Something that was not read may tell it more. */
  unseen: boolean;
}

/** A login that somebody who tries gets through. The value is never part of it. */
export interface WeakLogin {
  product: string;
  account: string;
  /** default: documented by the product. trivial: guessed at once. unset: the product's own, since none is given. none: nothing is asked for. */
  how: 'default' | 'trivial' | 'unset' | 'none';
  /** Variable or option to change; the one to set, where none is. */
  where: string;
  /** Absent where nothing stands. */
  line?: number;
}

/** The product a container runs, by its command line, else its image. */
export function productOf({ repository, command }: Pick<Described, 'repository' | 'command'>): Product | undefined {
  const started = command === '' ? undefined : PRODUCTS.find((product) => product.command?.test(command));
  return started ?? (repository === '' ? undefined : PRODUCTS.find(({ image }) => image.test(repository)));
}

/** Logins of a product as it is told to run that everybody knows or guesses. */
export function weakLogins(product: Product, described: Described): WeakLogin[] {
  return product.logins.flatMap((login) => {
    const found = weakness(product, login, described);
    return found ? [{ product: product.title, account: login.account, ...found }] : [];
  });
}

function weakness(product: Product, login: Login, described: Described): Omit<WeakLogin, 'product' | 'account'> | undefined {
  const { off, when } = login;
  if (when) {
    const condition = [...(when.variables ?? []).map((name) => described.variable(name)), described.option(...(when.options ?? []))];
    if (!condition.some((one) => one?.text !== undefined && when.value.test(one.text))) return undefined;
  }
  for (const where of off?.variables ?? []) {
    const switched = described.variable(where);
    if (switched?.text !== undefined && off!.value.test(switched.text)) return { how: 'none', where, line: switched.line };
  }
  let given = false;
  for (const [where, one] of givenTo(login, described)) {
    given = true;
    const how = one.weak
      ? judgedMasked(one.weak, product)
      : one.text === undefined
        ? undefined
        : judged(one.text, login, namesOf(product, login, described));
    if (how) return { how, where, line: one.line };
  }
  if (given || login.unset === undefined || described.unseen) return undefined;
  if ((login.otherwise ?? []).some((name) => described.variable(name) !== undefined)) return undefined;
  const where = login.variables?.[0] ?? login.options?.[0] ?? '';
  return { how: login.unset === 'none' ? 'none' : 'unset', where };
}

function* givenTo(login: Login, described: Described): Iterable<readonly [where: string, given: Given]> {
  for (const name of login.options ?? []) {
    const found = described.option(name);
    if (found && found.text !== '') yield [name, found];
  }
  for (const name of login.variables ?? []) {
    const found = described.variable(name);
    if (found && found.text !== '') yield [name, found];
  }
}

function judged(text: string, { known = [], list, pair }: Login, own: readonly string[]): 'default' | 'trivial' | undefined {
  const values = (list ? text.split(',') : [text]).map((one) =>
    (pair && one.includes(pair) ? one.slice(one.indexOf(pair) + 1) : one).trim(),
  );
  const lower = new Set(known.map((one) => one.toLowerCase()));
  if (values.some((value) => lower.has(value.toLowerCase()))) return 'default';
  return values.some((value) => isTrivial(value, own)) ? 'trivial' : undefined;
}

function judgedMasked({ known, trivial }: WeakValue, { id }: Product): 'default' | 'trivial' | undefined {
  if (known.includes(id)) return 'default';
  return trivial ? 'trivial' : undefined;
}

/** Names that a password should not be: of the user, of the product. */
function namesOf({ id, title }: Product, { user }: Login, described: Described): string[] {
  const told = (user?.variables ?? []).flatMap((name) => described.variable(name)?.text ?? []);
  return [id, title, ...told, ...(user?.name === undefined ? [] : [user.name])];
}

/** `ADMIN_PASSWORD`, `BASIC_AUTH_PASS`, `JWT_SECRET`: what a program of one's own asks for, or signs with. */
const OWN =
  /^(?:[A-Z0-9]+_)*(?:(?:ADMIN|SUPERUSER|SUPER_USER|ROOT_USER|DEMO_USER|DEFAULT_USER|OPERATOR|STAFF|MANAGER|BASIC_?AUTH|HTTP_AUTH|AUTH|LOGIN|UI|DASHBOARD|CONSOLE|PORTAL|GRADIO|STREAMLIT|CHAINLIT(?:_AUTH)?)(?:_USER)?_?(?:PASS(?:WORD)?|PWD|PIN|PASSCODE)|ADMIN_(?:API_)?(?:KEY|TOKEN|SECRET)|MASTER_KEY|(?:JWT|SESSION|COOKIE|TOKEN|AUTH|NEXTAUTH|FLASK|DJANGO|APP|APPLICATION|SIGNING|CHAINLIT_AUTH)_(?:SECRET|SECRET_KEY|SIGNING_KEY)|SECRET_KEY|SECRET_KEY_BASE)$/;
/** Given to a program so that it can log in somewhere else: the place it logs in to is judged. */
const ELSEWHERE =
  /(?:^|_)(?:POSTGRES(?:QL)?|PG|MYSQL|MARIADB|MONGO(?:DB)?|REDIS|VALKEY|DB|DATABASE|SQL|MINIO|S3|AWS|AZURE|GCP|NEO4J|RABBIT(?:MQ)?|AMQP|ELASTIC(?:SEARCH)?|ES|OPENSEARCH|CLICKHOUSE|KAFKA|SMTP|MAIL|LDAP|KEYCLOAK|GF|GRAFANA|LITELLM|LANGFUSE|QDRANT|WEAVIATE|MILVUS|CHROMA|OPENAI|ANTHROPIC|MLFLOW|HF|STRIPE|SLACK|GITHUB|GOOGLE)_/;

/** Logins of a program of one's own, by the names of its variables; `product` is what people call it. */
export function ownLogins(product: string, described: Described): WeakLogin[] {
  const out: WeakLogin[] = [];
  for (const [name, { text, weak, line }] of described.variables()) {
    if (out.length >= 20 || !OWN.test(name) || ELSEWHERE.test(name)) continue;
    if (weak ? !weak.trivial : text === undefined || !isTrivial(text)) continue;
    const isKey = !/(?:PASS(?:WORD)?|PWD|PIN|PASSCODE)$/.test(name);
    const account = !isKey ? 'password' : /ADMIN|MASTER/.test(name) ? 'key of the administrator' : 'key that sessions are signed with';
    out.push({ product, account, how: 'trivial', where: name, line });
  }
  return out;
}
