import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * A Python tree of a given size like a company's: packages of ordinary code (models, views, jobs, clients), of which a share
 * uses AI libraries and imports its own neighbours. Deterministic; written by templates, so that nothing of others is copied.
 */
export interface TreeSize {
  files: number;
  bytes: number;
  /** Share of files that import an AI library. */
  relevant: number;
}

const WORDS =
  'account amount balance batch branch bundle carrier catalog charge claim client column context contract cursor customer dealer delivery depot device draft entry event export factor field filter folder header index invoice item journal label ledger level limit line margin market measure member method metric order owner packet parcel parser partner payment period person policy price process product profile quota range rate reading record region report request reserve route rule sample schedule section sender series shipment signal source stage status stock supplier table target ticket token total tracker trader transfer unit value vendor version voucher warehouse window worker zone'.split(
    ' ',
  );

export function writePythonTree(folder: string, size: TreeSize): { files: number; bytes: number } {
  let state = 12345;
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  const pick = (): string => WORDS[Math.floor(random() * WORDS.length)]!;
  const average = size.bytes / size.files;
  let bytes = 0;
  for (let number = 0; number < size.files; number++) {
    const folderName = `company/${WORDS[number % 40]}_${number % 28}`;
    const ai = random() < size.relevant;
    const parts = [ai ? aiHead(number, pick) : plainHead(pick)];
    const wanted = average * (0.4 + random() * 1.2);
    let length = parts[0]!.length;
    while (length < wanted) {
      const part = random() < 0.3 ? classOf(pick, random) : functionOf(pick, random);
      parts.push(part);
      length += part.length;
    }
    const text = parts.join('\n\n');
    const file = join(folder, folderName, `${pick()}_${number}.py`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    bytes += text.length;
    if (number < 28 * 40) writeFileSync(join(folder, folderName, '__init__.py'), '');
  }
  return { files: size.files, bytes };
}

function plainHead(pick: () => string): string {
  return `"""Handling of ${pick()} and ${pick()}."""\n\nimport logging\nfrom dataclasses import dataclass, field\nfrom datetime import datetime, timedelta\n\nlog = logging.getLogger(__name__)\nDEFAULT_${pick().toUpperCase()} = ${pick().length}\n`;
}

function aiHead(number: number, pick: () => string): string {
  const models = ['gpt-4.1-mini', 'gpt-4o', 'claude-sonnet-4-5-20250929', 'text-embedding-3-small'];
  return `"""Assistant for ${pick()}."""\n\nimport os\nimport psycopg\nfrom agents import Agent, function_tool\nfrom openai import OpenAI\n\nMODEL = "${models[number % models.length]}"\nclient = OpenAI()\n\n\n@function_tool\ndef lookup_${number}(reference: str) -> str:\n    """Looks a ${pick()} up."""\n    with psycopg.connect(os.environ["RECORDS_${number % 9}"]) as connection:\n        return str(connection.execute("SELECT * FROM ${pick()}s WHERE id = %s", (reference,)).fetchone())\n\n\nassistant = Agent(name="assistant ${number}", model=MODEL, tools=[lookup_${number}])\n\n\ndef answer(question: str) -> str:\n    return client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": question}]).choices[0].message.content\n`;
}

function functionOf(pick: () => string, random: () => number): string {
  const [a, b, c] = [pick(), pick(), pick()];
  const lines = [
    `def ${a}_${b}(${c}: dict, limit: int = ${Math.floor(random() * 90)}) -> list:`,
    `    """Collects every ${a} of a ${c} up to the limit."""`,
    '    found = []',
  ];
  for (let i = 0; i < 3 + random() * 8; i++) {
    const name = pick();
    lines.push(
      `    for ${name} in ${c}.get("${pick()}", []):`,
      `        if ${name}.${pick()} > limit and not ${name}.is_${pick()}:`,
      `            log.debug("skipped %s of %s", ${name}, ${c}["${pick()}"])`,
      '            continue',
      `        found.append({"${pick()}": ${name}.${pick()}, "at": datetime.now() - timedelta(days=${i + 1})})`,
    );
  }
  lines.push(`    return sorted(found, key=lambda one: one["${pick()}"])`);
  return lines.join('\n');
}

function classOf(pick: () => string, random: () => number): string {
  const name = pick();
  const lines = [
    '@dataclass',
    `class ${name[0]!.toUpperCase()}${name.slice(1)}${Math.floor(random() * 1000)}:`,
    `    """One ${name} with its ${pick()}."""`,
    '',
  ];
  for (let i = 0; i < 3 + random() * 6; i++)
    lines.push(`    ${pick()}_${i}: ${random() < 0.5 ? 'str = ""' : 'list = field(default_factory=list)'}`);
  for (let i = 0; i < 1 + random() * 3; i++)
    lines.push(
      '',
      `    def ${pick()}_${i}(self, ${pick()}: float, factor: float = ${random().toFixed(2)}) -> float:`,
      `        total = sum(one.${pick()} for one in self.${pick()}s if one.${pick()})`,
      `        return total * factor + len(self.${pick()}s)`,
    );
  return lines.join('\n');
}
