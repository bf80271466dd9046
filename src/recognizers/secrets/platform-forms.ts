import { prefixed, type SecretForm } from './form.ts';

// Keys of the services an AI estate leans on: clouds, code hosts, chat, mail, payments, package registries.

const HEX = '[a-f0-9]';
const ALNUM = '[A-Za-z0-9]';
const URLSAFE = '[A-Za-z0-9_-]';
const OTHER = { ai: false } as const;
const BASE64_END = '(?![A-Za-z0-9+/=])';

export const PLATFORM_FORMS: readonly SecretForm[] = [
  // RFC 4648 base32 after the four letters.
  prefixed('aws', 'access-key-id', 'AKIA', '[A-Z2-7]{16}', 0.97, OTHER),
  prefixed('aws', 'temporary-access-key-id', 'ASIA', '[A-Z2-7]{16}', 0.95, OTHER),
  prefixed('aws', 'access-key-id', 'ABIA', '[A-Z2-7]{16}', 0.9, OTHER),
  prefixed('aws', 'access-key-id', 'ACCA', '[A-Z2-7]{16}', 0.9, OTHER),
  prefixed('aws', 'access-key-id', 'A3T', '[A-Z0-9][A-Z2-7]{16}', 0.85, OTHER),
  prefixed('aws', 'session-token', 'IQoJb3JpZ2lu', '[A-Za-z0-9+/]{80,2400}={0,2}', 0.95, { ai: false, end: BASE64_END }),
  prefixed('aws', 'session-token', 'FwoGZXIvYXdz', '[A-Za-z0-9+/]{80,2400}={0,2}', 0.95, { ai: false, end: BASE64_END }),
  prefixed('google-cloud', 'oauth-client-secret', 'GOCSPX-', `${URLSAFE}{28}`, 0.97, OTHER),
  prefixed('alibaba', 'access-key-id', 'LTAI', `${ALNUM}{16,20}`, 0.85, { ai: false, near: /aliyun|alibaba|access_?key|oss/i }),

  prefixed('github', 'personal-token', 'ghp_', `${ALNUM}{36}`, 0.99, OTHER),
  prefixed('github', 'oauth-token', 'gho_', `${ALNUM}{36}`, 0.99, OTHER),
  prefixed('github', 'app-user-token', 'ghu_', `${ALNUM}{36}`, 0.99, OTHER),
  prefixed('github', 'app-installation-token', 'ghs_', `${ALNUM}{36}`, 0.99, OTHER),
  prefixed('github', 'refresh-token', 'ghr_', `${ALNUM}{36,76}`, 0.99, OTHER),
  prefixed('github', 'fine-grained-token', 'github_pat_', `${ALNUM}{22}_${ALNUM}{59}`, 0.99, OTHER),
  prefixed('gitlab', 'personal-token', 'glpat-', `${URLSAFE}{20,300}(?:\\.[0-9a-z]{2}\\.?[0-9a-z]{7,9})?`, 0.98, OTHER),
  prefixed('gitlab', 'deploy-token', 'gldt-', `${URLSAFE}{20,64}`, 0.97, OTHER),
  prefixed('gitlab', 'runner-token', 'glrt-', `${URLSAFE}{20,64}`, 0.97, OTHER),

  prefixed('slack', 'bot-token', 'xoxb-', `\\d{8,14}-\\d{8,14}-${ALNUM}{16,40}`, 0.98, OTHER),
  prefixed('slack', 'user-token', 'xoxp-', `(?:\\d{8,14}-){2,3}${ALNUM}{20,64}`, 0.98, OTHER),
  prefixed('slack', 'workspace-token', 'xoxa-', `[A-Za-z0-9-]{20,200}`, 0.9, OTHER),
  prefixed('slack', 'refresh-token', 'xoxr-', `[A-Za-z0-9-]{20,200}`, 0.9, OTHER),
  prefixed('slack', 'session-token', 'xoxs-', `[A-Za-z0-9-]{20,200}`, 0.9, OTHER),
  prefixed('slack', 'cookie-token', 'xoxc-', `[A-Za-z0-9-]{20,200}`, 0.9, OTHER),
  prefixed('slack', 'app-token', 'xapp-', `\\d-[A-Z0-9]{8,14}-\\d{8,15}-${HEX}{32,100}`, 0.98, OTHER),

  prefixed('stripe', 'live-secret-key', 'sk_live_', `${ALNUM}{24,120}`, 0.98, OTHER),
  prefixed('stripe', 'live-restricted-key', 'rk_live_', `${ALNUM}{24,120}`, 0.98, OTHER),
  prefixed('stripe', 'test-key', 'sk_test_', `${ALNUM}{24,120}`, 0.7, OTHER),
  prefixed('stripe', 'test-key', 'rk_test_', `${ALNUM}{24,120}`, 0.7, OTHER),
  prefixed('stripe', 'webhook-secret', 'whsec_', '[A-Za-z0-9+/]{32,64}={0,2}', 0.9, { ai: false, end: BASE64_END }),
  prefixed('twilio', 'api-key-id', 'SK', `${HEX}{32}`, 0.7, { ai: false, near: /twilio/i }),
  prefixed('mailgun', 'api-key', 'key-', `${HEX}{32}`, 0.85, { ai: false, near: /mailgun/i }),

  prefixed('npm', 'access-token', 'npm_', `${ALNUM}{36}`, 0.97, OTHER),
  // Base64 of the first bytes of every pypi.org macaroon.
  prefixed('pypi', 'upload-token', 'pypi-', `AgEIcHlwaS5vcmc${URLSAFE}{50,1000}`, 0.99, OTHER),
  prefixed('docker', 'personal-token', 'dckr_pat_', `${URLSAFE}{27,36}`, 0.97, OTHER),
  prefixed('digitalocean', 'personal-token', 'dop_v1_', `${HEX}{64}`, 0.98, OTHER),
  prefixed('supabase', 'secret-key', 'sb_secret_', `${URLSAFE}{20,60}`, 0.95, OTHER),
  prefixed('supabase', 'personal-token', 'sbp_', `${HEX}{40}`, 0.95, OTHER),
  prefixed('shopify', 'access-token', 'shpat_', `${HEX}{32}`, 0.97, OTHER),
  prefixed('grafana', 'service-account-token', 'glsa_', `${ALNUM}{32}_${HEX}{8}`, 0.97, OTHER),
  prefixed('sentry', 'organization-token', 'sntrys_', '[A-Za-z0-9_+/=-]{60,400}', 0.95, { ai: false, end: BASE64_END }),
  prefixed('linear', 'api-key', 'lin_api_', `${ALNUM}{40}`, 0.97, OTHER),
  prefixed('notion', 'integration-token', 'ntn_', `${ALNUM}{40,60}`, 0.95, OTHER),
  prefixed('notion', 'integration-token', 'secret_', `${ALNUM}{43}`, 0.85, OTHER),
  prefixed('figma', 'personal-token', 'figd_', `${URLSAFE}{38,60}`, 0.95, OTHER),
  prefixed('airtable', 'personal-token', 'pat', `${ALNUM}{14}\\.${HEX}{64}`, 0.97, OTHER),
  prefixed('atlassian', 'api-token', 'ATATT3', '[A-Za-z0-9_=-]{150,250}', 0.97, OTHER),
  prefixed('postman', 'api-key', 'PMAK-', `${HEX}{24}-${HEX}{34}`, 0.98, OTHER),
];

/**
 * Keys whose opening ends in a character outside the run alphabet ("SG.", "AQ."): found from the run that follows.
 */
export const LED_FORMS: readonly SecretForm[] = [
  // Google's authentication keys, which replace AIza keys since 2026.
  prefixed('google-gemini', 'auth-key', 'AQ.', `A${URLSAFE}{36,90}`, 0.95),
  prefixed('google-cloud', 'oauth-access-token', 'ya29.', `${URLSAFE}{40,400}`, 0.9, OTHER),
  prefixed('sendgrid', 'api-key', 'SG.', `${URLSAFE}{22}\\.${URLSAFE}{43}`, 0.98, OTHER),
  prefixed('hashicorp-vault', 'service-token', 'hvs.', `${URLSAFE}{24,120}`, 0.95, OTHER),
];
