declare module 'ajv-formats-draft2019' {
  import type { Ajv } from 'ajv';

  /** Adds the formats of draft 2019-09 (idn-email, iri-reference …) to an Ajv; the package brings no types. */
  export default function addFormats(ajv: Ajv): void;
}
