import { describe, expect, it } from 'vitest';
import { sourceFile } from '../source-file.ts';
import direction from './direction.ts';

const complaints = (path: string, text: string): string[] =>
  [...direction.check(sourceFile(path, text))].map((complaint) => `${complaint.line} ${complaint.text}`);

describe('rooms', () => {
  it('may import what stands to their left', () => {
    expect(complaints('src/discovery/scan.ts', "import { KINDS } from '../core/kinds.ts';")).toEqual([]);
    expect(complaints('src/gateway/proxy.ts', "import { decide } from '../policy/decide.ts';")).toEqual([]);
    expect(complaints('src/store/assets.ts', "import type { Asset } from '../core/snapshot.ts';")).toEqual([]);
    expect(
      complaints('src/server/jobs.ts', "import { open } from '../store/open.ts';\nimport { scan } from '../discovery/scan.ts';"),
    ).toEqual([]);
    expect(complaints('src/cli/commands/scan.ts', "const { scan } = await import('../../discovery/scan.ts');")).toEqual([]);
  });

  it('may not import sideways or to their right, in whichever form', () => {
    const right = 'src/posture/score.ts';
    const forms = [
      "import { scan } from '../discovery/scan.ts';",
      "import type { Detector } from '../discovery/detector.ts';",
      "export { scan } from '../discovery/scan.ts';",
      "const scan = await import('../discovery/scan.ts');",
      "let scan: import('../discovery/scan.ts').Scan;",
      "new Worker(new URL('../discovery/scan.ts', import.meta.url));",
    ];
    for (const form of forms) {
      expect(complaints(right, `\n${form}`), form).toEqual([
        expect.stringMatching(/^2 posture imports src\/discovery\/\w+\.ts; posture may import core, recognizers$/),
      ]);
    }
    expect(complaints('src/store/findings.ts', "import { find } from '../posture/paths.ts';")).toHaveLength(1);
    expect(complaints('src/discovery/scan.ts', "import { open } from '../store/open.ts';")).toHaveLength(1);
    expect(complaints('src/server/api.ts', "import { main } from '../cli/main.ts';")).toHaveLength(1);
    expect(complaints('src/recognizers/hosts/find.ts', "import { read } from '../../discovery/range.ts';")).toHaveLength(1);
  });

  it('are named in the table', () => {
    expect(complaints('src/cloud/aws.ts', '')).toEqual([expect.stringContaining('src/cloud is no room')]);
  });

  it('are no matter of comments and strings', () => {
    expect(
      complaints('src/posture/score.ts', "// import '../discovery/scan.ts'\nconst text = \"import x from '../discovery/scan.ts'\";"),
    ).toEqual([]);
  });
});

describe('doors', () => {
  it('are the files that stand directly in a room', () => {
    expect(complaints('src/cli/main.ts', "import { parse } from '../discovery/code/hcl/parse.ts';")).toEqual([
      '1 src/discovery/code/hcl/parse.ts is private to discovery; go through a file that stands directly in src/discovery',
    ]);
    expect(complaints('src/server/api.ts', "new URL('../posture/checks/', import.meta.url);")).toHaveLength(1);
  });

  it('inside the room every folder is open', () => {
    expect(complaints('src/discovery/detectors/terraform/detector.ts', "import { parse } from '../../code/hcl/parse.ts';")).toEqual([]);
  });

  it('each file of a recognizer and of core/wire is one', () => {
    expect(complaints('src/discovery/read.ts', "import { findSecrets } from '../recognizers/secrets/find.ts';")).toEqual([]);
    expect(complaints('src/discovery/read.ts', "import { table } from '../recognizers/secrets/forms/table.ts';")).toHaveLength(1);
    expect(complaints('src/server/api.ts', "import { Filter } from '../core/wire/filter.ts';")).toEqual([]);
  });

  it('hold for tests, which may otherwise wire rooms together', () => {
    expect(complaints('src/posture/checks.test.ts', "import { scan } from '../discovery/scan.ts';")).toEqual([]);
    expect(complaints('src/posture/checks.test.ts', "import { walk } from '../discovery/sources/folder/folder.ts';")).toHaveLength(1);
  });
});

describe('families', () => {
  it('do not know their sisters', () => {
    expect(complaints('src/posture/checks/open-bucket/check.ts', "import { words } from '../exposed-key/words.ts';")).toEqual([
      '1 posture/checks/open-bucket imports its sister exposed-key; move what both need up into the room',
    ]);
    expect(
      complaints(
        'src/posture/checks/open-bucket/check.ts',
        "import { words } from './words.ts';\nimport { defineCheck } from '../../check.ts';",
      ),
    ).toEqual([]);
  });
});

describe('core', () => {
  it('uses zod and node:crypto and nothing else', () => {
    expect(complaints('src/core/ids.ts', "import { createHash } from 'node:crypto';\nimport * as z from 'zod';")).toEqual([]);
    expect(complaints('src/core/settings.ts', "import { readFileSync } from 'node:fs';")).toEqual([
      expect.stringContaining('core imports node:fs'),
    ]);
    expect(complaints('src/core/ids.test.ts', "import { expect } from 'vitest';")).toEqual([]);
  });
});

describe('console and product', () => {
  it('the console reads core/wire only', () => {
    expect(complaints('console/src/app.tsx', "import { Filter } from '../../src/core/wire/filter.ts';")).toEqual([]);
    expect(complaints('console/src/app.tsx', "import { KINDS } from '../../src/core/kinds.ts';")).toHaveLength(1);
  });

  it('the product imports neither tools nor tests', () => {
    expect(complaints('src/cli/main.ts', "import { reference } from '../../tools/docs.ts';")).toEqual([
      expect.stringContaining('not part of the product'),
    ]);
    expect(complaints('src/cli/version.ts', "new URL('../../package.json', import.meta.url);")).toEqual([]);
  });
});
