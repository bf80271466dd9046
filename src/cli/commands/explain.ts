import { PharosError } from '../../core/errors.ts';
import type { Report } from '../../core/report.ts';
import { jsonText } from '../../governance/report.ts';
import { EXIT } from '../exit.ts';
import { assetDocument, writeAsset } from '../explain/asset.ts';
import { findingDocument, writeFinding } from '../explain/finding.ts';
import { type Found, lookUp, type Thing } from '../explain/lookup.ts';
import { page } from '../explain/page.ts';
import { pathDocument, writePath } from '../explain/path.ts';
import { newestReports } from '../stored.ts';
import { colour, pageWidth } from '../writing.ts';

interface ExplainFlags {
  json?: boolean;
  report?: string;
}

/**
 * `pharos explain`: everything that is known of a finding, path or asset. Looks in the newest scan, then in the newest scan of each
 * other target, or in a given report.
 */
export async function explain(id: string, flags: ExplainFlags): Promise<number> {
  const { report, thing } = await lookEverywhere(id, flags.report);
  process.stdout.write(flags.json ? jsonText(documentOf(thing, report)) : await textOf(thing, report));
  return EXIT.fine;
}

async function lookEverywhere(id: string, file: string | undefined): Promise<Found> {
  const reports = file === undefined ? newestReports() : [(await import('../report-file.ts')).readReport(file)];
  const found = await lookUp(reports, id);
  if (!found) throw new PharosError('PHAROS_NOT_FOUND', { id });
  return found;
}

function documentOf(thing: Thing, report: Report): object {
  const head = { schema: 'pharos.explain/1', scan: report.scan, what: thing.what };
  switch (thing.what) {
    case 'asset':
      return { ...head, ...assetDocument(thing.asset, report) };
    case 'finding':
      return { ...head, ...findingDocument(thing.finding, report) };
    case 'path':
      return { ...head, ...pathDocument(thing.path, report) };
    case 'edge':
      return { ...head, edge: thing.edge };
  }
}

async function textOf(thing: Thing, report: Report): Promise<string> {
  const sheet = page(report, { colour: colour(), width: pageWidth() });
  switch (thing.what) {
    case 'asset':
      writeAsset(sheet, thing.asset, report);
      break;
    case 'finding':
      await writeFinding(sheet, thing.finding, report);
      break;
    case 'path':
      writePath(sheet, thing.path, report);
      break;
    case 'edge':
      sheet.line(sheet.pen.bold(thing.edge.kind));
      sheet.rows([
        ['id', thing.edge.id],
        ['from', `${sheet.said(thing.edge.from)}  ${thing.edge.from}`],
        ['to', `${sheet.said(thing.edge.to)}  ${thing.edge.to}`],
        ['strength', thing.edge.strength],
        ...(thing.edge.properties ? [['properties', JSON.stringify(thing.edge.properties)]] : []),
      ]);
      sheet.heading('Evidence');
      sheet.evidence(thing.edge.evidence);
  }
  sheet.line();
  sheet.line(sheet.pen.dim(`From scan ${report.scan.id} of ${report.scan.started}.`));
  return sheet.written();
}
