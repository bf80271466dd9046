import { defineBinaryDetector } from '../../detector.ts';
import { type LogFacts, readLog } from './read.ts';
import { linkLogs } from './link.ts';

/**
 * Who uses which AI, from logs that were found as files, recognised by content: Zeek (dns, ssl, http, conn), dnsmasq and Pi-hole,
 * BIND, Unbound, Squid, exports of web gateways by column name, the W3C format, VPC flow logs, Route 53 Resolver logs, CloudTrail, Google Cloud audit logs;
 * plain or gzip. Hosts mean what src/recognizers/ai-apps says.
 *
 * Assets: the service (provider by `name:`, saas-app by `name:`, a resource of one's own as model-endpoint by `host:` or `arn:`),
 * and who used it as the log names them: device (`host:<target>/<address or name>`), person (`mail:`), identity (`arn:`, or
 * `idp:<target>/<account>`). `uses` edges carry requests, lookups, flows, bytesOut, bytesIn, uploads, uploadBytes, largestUpload,
 * sent, dlp, blocked, days, firstSeen, lastSeen and `by` (the kinds of log). Requests seen in several kinds of log count once:
 * the largest number stands. Personal data: people and addresses appear as they stand in the log; queries and file names never do.
 *
 * A host outside the catalogue is kept as an optional model-endpoint: it becomes one only where code or infrastructure names it.
 */
export default defineBinaryDetector<LogFacts>({
  id: 'activity-logs',
  version: 1,
  title: 'Use of AI in DNS, proxy, TLS, flow and audit logs',
  reads: {
    files: [
      '*.log',
      '*.gz',
      '*.json',
      '*.csv',
      '*.txt',
      '*.tsv',
      '*.jsonl',
      '*.ndjson',
      '*.log.*',
      '*.log-*',
      'syslog',
      'messages',
      '*queries*',
      '*querylog*',
    ],
  },
  emits: [
    'provider',
    'saas-app',
    'model-endpoint',
    'account',
    'model',
    'device',
    'person',
    'identity',
    'secret',
    'uses',
    'provided-by',
    'holds',
    'grants',
  ],
  facts: readLog,
  link: linkLogs,
});
