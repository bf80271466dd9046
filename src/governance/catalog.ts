import data from './frameworks/catalog.json' with { type: 'json' };

/** A framework in one edition with the ids and titles of its controls: what a check may name. Its licence stands with it. */
export interface Catalog {
  framework: string;
  edition: string;
  name: string;
  publisher: string;
  url: string;
  licence: string;
  controls: readonly { id: string; title?: string }[];
}

export const CATALOG: readonly Catalog[] = data.frameworks;
