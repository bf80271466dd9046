import { readFileSync } from 'node:fs';
import { Validation, Spec } from '@cyclonedx/cyclonedx-library';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import Ajv04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import addFormats2019 from 'ajv-formats-draft2019';

/** What is wrong with a document by the official schema, one line each; empty where it is valid. */
type Validate = (document: unknown) => string[];

function schema(path: string): object {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')) as object;
}

function told(errors: readonly { instancePath: string; message?: string | undefined }[] | null | undefined): string[] {
  return (errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message ?? ''}`);
}

/** SARIF 2.1.0 errata01. */
export function sarifValidator(): Validate {
  const ajv = new Ajv04.default({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(schema('sarif/sarif-schema-2.1.0.json'));
  return (document) => (validate(document) ? [] : told(validate.errors));
}

/** CycloneDX 1.6. */
export function cycloneDxValidator(): Validate {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  addFormats2019(ajv);
  for (const name of ['spdx', 'jsf-0.82', 'cryptography-defs']) ajv.addSchema(schema(`cyclonedx/${name}.schema.json`));
  const validate = ajv.compile(schema('cyclonedx/bom-1.6.schema.json'));
  return (document) => (validate(document) ? [] : told(validate.errors as never));
}

/** The strict validator of CycloneDX's own library: what is wrong, empty where it is valid, `missing` where a package it needs is. */
export async function strictCycloneDx(text: string): Promise<string> {
  try {
    const wrong: unknown = await new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text);
    return wrong === null ? '' : JSON.stringify(wrong);
  } catch (error) {
    if (error instanceof Validation.MissingOptionalDependencyError) return 'missing';
    throw error;
  }
}

/** A schema of ours in docs/reference. */
export function referenceValidator(name: string): Validate {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(schema(`../../docs/reference/${name}`));
  return (document) => (validate(document) ? [] : told(validate.errors));
}
