import { member, numberMember, textMember } from '../../logs/records.ts';
import { type CallFacts, readAudit } from './cloudtrail.ts';

const PREDICTS =
  /\.(?:PredictionService|EndpointService|ReasoningEngineExecutionService)\.(?:\w*Predict\w*|\w*GenerateContent|Query\w*)$|\.(?:GenerativeService)\.\w*GenerateContent$/;

/**
 * Google Cloud audit logs (data access): predictions and generated content of Vertex AI and the Gemini API, per principal and model.
 * Source: cloud.google.com/logging/docs/audit and cloud.google.com/vertex-ai/docs/general/audit-logging
 */
export function readGoogleAudit(chunks: Iterable<string>, envelope: boolean): { facts: CallFacts; passed: number } {
  return readAudit(chunks, envelope, /aiplatform|generativelanguage/, (record) => {
    const payload = member(record, 'protoPayload');
    const event = textMember(payload, 'methodName') ?? '';
    const who = textMember(payload, 'authenticationInfo', 'principalEmail');
    if (!PREDICTS.test(event) || who === undefined) return undefined;
    const resource = textMember(payload, 'resourceName') ?? '';
    const base = {
      cloud: 'google' as const,
      who: who.toLowerCase(),
      event: event.slice(event.lastIndexOf('.') + 1),
      refused: (numberMember(payload, 'status', 'code') ?? 0) > 0,
      at: Date.parse(textMember(record, 'timestamp') ?? ''),
    };
    const vertex = textMember(payload, 'serviceName') === 'aiplatform.googleapis.com';
    if (resource.includes('/models/')) return { what: 'model', name: resource, ...base };
    if (/^projects\/[^/]+\/locations\/[^/]+\/endpoints\/[^/]+$/.test(resource)) return { what: 'endpoint', name: resource, ...base };
    return { what: 'provider', name: vertex ? 'google-vertex' : 'google-gemini', ...base };
  });
}

export function isGoogleAudit(head: string): boolean {
  return /"protoPayload"\s{0,20}:/.test(head) && /"methodName"\s{0,20}:/.test(head);
}
