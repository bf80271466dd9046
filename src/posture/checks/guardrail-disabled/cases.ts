import type { CheckCase } from '../../check.ts';

function guardrail(filters: string, more = ''): string {
  return `resource "aws_bedrock_guardrail" "desk" {
  name                      = "desk"
  blocked_input_messaging   = "No."
  blocked_outputs_messaging = "No."

  content_policy_config {
${filters}
  }
${more}}
`;
}

function filter(type: string, lines: string): string {
  return `    filters_config {
      type            = "${type}"
${lines}
    }`;
}

const SERVED = (settings: string): string => `import os
from fastapi import FastAPI
from google import genai
from google.genai import types

app = FastAPI()
client = genai.Client(api_key=os.environ["GEMINI_API_KEY"])
SAFETY = [
${settings}
]


@app.post("/ask")
def ask(question: str):
    return client.models.generate_content(
        model="gemini-2.0-flash", contents=question, config=types.GenerateContentConfig(safety_settings=SAFETY)
    ).text
`;

export default [
  {
    name: 'the answer of a forum for developers: two categories by their enumeration',
    files: {
      'look.py': `import google.generativeai as genai
from google.generativeai.types import HarmCategory, HarmBlockThreshold
model = genai.GenerativeModel(model_name='gemini-1.5-flash')
response = model.generate_content(
    ['Do these look store-bought or homemade?', img],
    safety_settings={
        HarmCategory.HARM_CATEGORY_HATE_SPEECH: HarmBlockThreshold.BLOCK_NONE,
        HarmCategory.HARM_CATEGORY_HARASSMENT: HarmBlockThreshold.BLOCK_NONE,
    }
)
`,
    },
    expect: [{ file: 'look.py', severity: 'low' }],
    source: 'https://discuss.ai.google.dev/t/how-can-i-turn-off-safty-for-my-gemini-api/34341',
  },
  {
    name: 'every category off in a constant, behind an entry',
    files: {
      'app.py': SERVED(
        ['HARASSMENT', 'HATE_SPEECH', 'DANGEROUS_CONTENT']
          .map((one) => `    types.SafetySetting(category="HARM_CATEGORY_${one}", threshold="BLOCK_NONE"),`)
          .join('\n'),
      ),
    },
    expect: [{ file: 'app.py', line: 9, severity: 'medium' }],
  },
  {
    name: 'thresholds that hold something back',
    files: {
      'app.py': SERVED(
        `    types.SafetySetting(category="HARM_CATEGORY_HARASSMENT", threshold="BLOCK_ONLY_HIGH"),
    types.SafetySetting(category="HARM_CATEGORY_CIVIC_INTEGRITY", threshold="OFF"),`,
      ),
    },
    expect: [],
  },
  {
    name: 'the model that moderates has to see what is harmful',
    files: {
      'moderation/judge.py': SERVED('    types.SafetySetting(category="HARM_CATEGORY_HARASSMENT", threshold="BLOCK_NONE"),'),
    },
    expect: [],
    source: 'https://ai.google.dev/gemini-api/docs/safety-settings (BLOCK_NONE: always show, whatever the probability)',
  },
  {
    name: 'the settings of a model of the AI SDK',
    files: {
      'chat.ts': `import { google } from '@ai-sdk/google';
import { generateText } from 'ai';
export async function answer(prompt: string) {
  return generateText({
    model: google('gemini-2.0-flash'),
    prompt,
    providerOptions: { google: { safetySettings: [{ category: 'HARM_CATEGORY_HATE_SPEECH', threshold: 'OFF' }] } },
  });
}
`,
    },
    expect: [{ file: 'chat.ts', line: 7, severity: 'low' }],
    source: 'https://ai-sdk.dev/providers/ai-sdk-providers/google-generative-ai (safetySettings)',
  },
  {
    name: 'pictures without the checker',
    files: {
      'draw.py': `from diffusers import StableDiffusionPipeline
pipe = StableDiffusionPipeline.from_pretrained("stable-diffusion-v1-5/stable-diffusion-v1-5", safety_checker=None)
`,
    },
    expect: [{ file: 'draw.py', line: 2, severity: 'low' }],
    source: 'https://huggingface.co/docs/diffusers/api/pipelines/stable_diffusion/text2img (safety_checker)',
  },
  {
    name: 'a checker that finds everything harmless',
    files: {
      'draw.py': `from diffusers import StableDiffusionPipeline
pipe = StableDiffusionPipeline.from_pretrained("stable-diffusion-v1-5/stable-diffusion-v1-5")
pipe.safety_checker = lambda images, **kwargs: (images, [False] * len(images))
`,
    },
    expect: [{ file: 'draw.py', line: 3 }],
  },
  {
    name: 'a pipeline with its own checker',
    files: {
      'draw.py': `from diffusers import StableDiffusionPipeline
from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker
checker = StableDiffusionSafetyChecker.from_pretrained("CompVis/stable-diffusion-safety-checker")
pipe = StableDiffusionPipeline.from_pretrained("stable-diffusion-v1-5/stable-diffusion-v1-5", safety_checker=checker)
`,
    },
    expect: [],
  },
  {
    name: 'pictures of OpenAI with less moderation',
    files: {
      'draw.py':
        'from openai import OpenAI\nclient = OpenAI()\npicture = client.images.generate(\n    model="gpt-image-1",\n    prompt="a heron",\n    moderation="low",\n)\n',
    },
    expect: [{ file: 'draw.py', line: 6, severity: 'low' }],
    source: 'https://platform.openai.com/docs/guides/image-generation (content moderation: auto, low)',
  },
  {
    name: 'the default moderation',
    files: {
      'draw.py':
        'from openai import OpenAI\nclient = OpenAI()\npicture = client.images.generate(model="gpt-image-1", prompt="a heron", moderation="auto")\n',
    },
    expect: [],
  },
  {
    name: 'a validator that only notes',
    files: {
      'guard.py': `from guardrails import Guard, OnFailAction
from guardrails.hub import ToxicLanguage
guard = Guard().use(ToxicLanguage(threshold=0.5, on_fail=OnFailAction.NOOP))
def clean(text):
    guard.validate(text)
    return text
`,
    },
    expect: [{ file: 'guard.py', line: 3, severity: 'low' }],
    source: 'https://www.guardrailsai.com/docs/concepts/validator_on_fail_actions (noop)',
  },
  {
    name: 'a validator whose verdict is kept',
    files: {
      'guard.py': `from guardrails import Guard
from guardrails.hub import ToxicLanguage
guard = Guard().use(ToxicLanguage, threshold=0.5, on_fail="noop")
def clean(text):
    outcome = guard.validate(text)
    return text if outcome.validation_passed else "…"
`,
    },
    expect: [],
  },
  {
    name: 'a guardrail that only reports',
    files: {
      'guard.tf': guardrail(
        [
          filter(
            'HATE',
            '      input_strength  = "HIGH"\n      output_strength = "HIGH"\n      input_action    = "NONE"\n      output_action   = "NONE"',
          ),
          filter('PROMPT_ATTACK', '      input_strength  = "HIGH"\n      output_strength = "NONE"'),
        ].join('\n'),
      ),
    },
    expect: [{ file: 'guard.tf', line: 7, asset: 'desk', severity: 'low' }],
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-harmful-content-handling-options.html (the action NONE)',
  },
  {
    name: 'the filter for injected instructions is asked by guardrail-weak, and the rest with it',
    files: {
      'guard.tf': guardrail(
        [
          filter('HATE', '      input_strength  = "NONE"\n      output_strength = "NONE"'),
          filter('PROMPT_ATTACK', '      input_strength  = "NONE"\n      output_strength = "NONE"'),
        ].join('\n'),
      ),
    },
    expect: [],
  },
  {
    name: 'personal data that is only reported',
    files: {
      'guard.tf': guardrail(
        [
          filter('HATE', '      input_strength  = "HIGH"\n      output_strength = "HIGH"'),
          filter('PROMPT_ATTACK', '      input_strength  = "HIGH"\n      output_strength = "NONE"'),
        ].join('\n'),
        '  sensitive_information_policy_config {\n    pii_entities_config {\n      type   = "EMAIL"\n      action = "NONE"\n    }\n  }\n',
      ),
    },
    expect: [{ file: 'guard.tf', line: 19, asset: 'desk', severity: 'low' }],
  },
  {
    name: 'the prompt attack filter has no output side',
    files: {
      'guard.tf': guardrail(
        [
          filter('PROMPT_ATTACK', '      input_strength  = "HIGH"\n      output_strength = "NONE"'),
          filter('MISCONDUCT', '      input_strength  = "NONE"\n      output_strength = "MEDIUM"'),
        ].join('\n'),
        '  sensitive_information_policy_config {\n    pii_entities_config {\n      type   = "EMAIL"\n      action = "ANONYMIZE"\n    }\n  }\n',
      ),
    },
    expect: [],
    source: 'https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-prompt-attack.html',
  },
] satisfies CheckCase[];
