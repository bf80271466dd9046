import { isFiller } from '../secrets/placeholder.ts';

/**
 * What people choose when they do not choose: the head of every published list of used passwords, and what products and
 * tutorials write into their examples. Kept as words: how somebody decorates them (a digit, a capital, a sign) changes nothing.
 */
const WORDS = new Set(
  `abc123 access admin administrator airflow argilla bitnami changeit changeme chroma clickhouse database default demo docker dify
  elastic flowise foobar foo bar grafana guest hello iloveyou insecure jupyter keycloak kibana labelstudio langflow langfuse letmein
  litellm local localhost login master milvus minio minioadmin miniosecret minio123 mlflow monkey mongo mongodb myadmin mypass
  mypassword mykey mysalt mysecret mysecretkey mysecrettoken mytoken mysql mysuperuser n8n neo4j notsecure opensearch openwebui
  pass passw0rd passwd password phoenix pgadmin postgres postgresql prefect qdrant qwerty qwertyuiop rabbitmq ragflow redis root
  secret secretkey sesame simple superadmin superset supersecret system temp temporary test test123 tester testing token toor
  unsafe user username weaviate welcome zilliz myredissecret mypostgressecret`.split(/\s+/),
);

/** Nothing given: whether that opens the door is another question. */
const NOTHING = /^(?:|none|null|nil|false|true|undefined|~)$/i;
/** Filled in when it is started, cut out, or a place to be filled in by whoever reads it. */
const NO_VALUE = /\$\{|\$\(|^\$\w|\{\{|\{%|^<.*>$|\*{3}|^%\(|^(?:op|vault|arn|ssm|env|file|secretref|keyring):|…|\.{3}/;

/**
 * Whether somebody who tries a few hundred passwords gets in: a word of the list, with or without digits and signs around it; the name
 * of the user or product itself; a run (123456) or repetition; four characters or fewer; words like "your-secret-key" left as the
 * documentation writes them. Such a value is a fault where it runs and says nothing in an example. `own` are names that belong to
 * the login: its user, its product. False for what is filled in elsewhere. Linear; values over 80 characters are judged by their start.
 */
export function isTrivial(value: string, own: readonly string[] = []): boolean {
  const text = value
    .trim()
    .replace(/^(["'])(.*)\1$/, '$2')
    .slice(0, 80);
  if (NOTHING.test(text) || NO_VALUE.test(text)) return false;
  if (text.length <= 4) return true;
  const lower = text.toLowerCase();
  if (WORDS.has(lower) || isRun(lower)) return true;
  const core = lower.replace(/^[^a-z]+|[^a-z]+$/g, '');
  const plain = unspelled(core);
  // "admin-2024!" is "admin"; twelve digits behind a word are a value of their own.
  if (lower.length - core.length <= 6 && (WORDS.has(core) || WORDS.has(plain))) return true;
  if (own.some((name) => name.length >= 3 && lower.length - core.length <= 6 && core === name.toLowerCase())) return true;
  return /[a-z]/i.test(text) && isFiller(text) && digitsOf(text) <= 6;
}

/** `p@ssw0rd` and `adm1n` as the words they stand for. */
function unspelled(text: string): string {
  return text.replaceAll('@', 'a').replaceAll('0', 'o').replaceAll('1', 'i').replaceAll('3', 'e').replaceAll('$', 's');
}

function digitsOf(text: string): number {
  return text.replace(/\D/g, '').length;
}

/** 12345678, 87654321, abcdefgh, aaaaaaaa, 000…0, 123123, with a prefix such as `sk-` that keys of the kind share. */
function isRun(lower: string): boolean {
  const text = lower.replace(/^(?:sk|pk|key|token)[-_]/, '');
  if (text.length < 4) return true;
  let same = true;
  let up = true;
  let down = true;
  for (let at = 1; at < text.length; at++) {
    const step = text.charCodeAt(at) - text.charCodeAt(at - 1);
    same &&= step === 0;
    up &&= step === 1 || (text[at - 1] === '9' && text[at] === '0');
    down &&= step === -1;
  }
  if (same || up || down) return true;
  for (let period = 1; period <= 4; period++)
    if (/^\d+$/.test(text) && text.length >= period * 2 && [...text].every((unit, at) => at < period || unit === text[at - period]))
      return true;
  return false;
}
