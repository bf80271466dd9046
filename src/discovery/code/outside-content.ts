import { own } from '../../core/table.ts';
import type { Capability } from './knowledge.ts';

/**
 * What reading from a well-known API brings into the conversation, by host: text that outsiders can write (tickets, issues,
 * mail, chat, the web) and data that is not public. Source: what each product is, from its own API documentation.
 */
const BY_HOST: Readonly<Record<string, readonly Capability[]>> = {
  'zendesk.com': ['ingests-untrusted-content', 'reads-private-data'],
  'freshdesk.com': ['ingests-untrusted-content', 'reads-private-data'],
  'api.intercom.io': ['ingests-untrusted-content', 'reads-private-data'],
  'api.helpscout.net': ['ingests-untrusted-content', 'reads-private-data'],
  'atlassian.net': ['ingests-untrusted-content', 'reads-private-data'],
  'service-now.com': ['ingests-untrusted-content', 'reads-private-data'],
  'graph.microsoft.com': ['ingests-untrusted-content', 'reads-private-data'],
  'gmail.googleapis.com': ['ingests-untrusted-content', 'reads-private-data'],
  'slack.com': ['ingests-untrusted-content', 'reads-private-data'],
  'discord.com': ['ingests-untrusted-content'],
  'api.telegram.org': ['ingests-untrusted-content'],
  'api.github.com': ['ingests-untrusted-content'],
  'gitlab.com': ['ingests-untrusted-content'],
  'api.twitter.com': ['ingests-untrusted-content'],
  'api.x.com': ['ingests-untrusted-content'],
  'reddit.com': ['ingests-untrusted-content'],
  'wikipedia.org': ['ingests-untrusted-content'],
  'api.tavily.com': ['ingests-untrusted-content'],
  'google.serper.dev': ['ingests-untrusted-content'],
  'serpapi.com': ['ingests-untrusted-content'],
  'api.search.brave.com': ['ingests-untrusted-content'],
  'api.bing.microsoft.com': ['ingests-untrusted-content'],
  'api.exa.ai': ['ingests-untrusted-content'],
  'api.firecrawl.dev': ['ingests-untrusted-content'],
  'newsapi.org': ['ingests-untrusted-content'],
  'browserless.io': ['ingests-untrusted-content'],
  'scrapingbee.com': ['ingests-untrusted-content'],
  'jina.ai': ['ingests-untrusted-content'],
  'salesforce.com': ['reads-private-data'],
  'api.hubapi.com': ['ingests-untrusted-content', 'reads-private-data'],
  'api.notion.com': ['reads-private-data'],
  'api.stripe.com': ['reads-private-data'],
  'api.airtable.com': ['reads-private-data'],
  'api.dropboxapi.com': ['reads-private-data'],
  'www.googleapis.com': ['reads-private-data'],
};

/** Services that are asked with POST, but only answer: searches, readers of pages, weather. */
const ONLY_ANSWER: ReadonlySet<string> = new Set([
  'api.tavily.com',
  'google.serper.dev',
  'serpapi.com',
  'api.exa.ai',
  'api.firecrawl.dev',
  'api.search.brave.com',
  'browserless.io',
  'scrapingbee.com',
  'jina.ai',
]);

export function onlyAnswers(host: string): boolean {
  for (let name = host; name !== ''; name = name.includes('.') ? name.slice(name.indexOf('.') + 1) : '')
    if (ONLY_ANSWER.has(name)) return true;
  return false;
}

export function contentOf(host: string): readonly Capability[] {
  for (let name = host; name !== ''; name = name.includes('.') ? name.slice(name.indexOf('.') + 1) : '') {
    const known = own(BY_HOST, name);
    if (known) return known;
  }
  return [];
}
