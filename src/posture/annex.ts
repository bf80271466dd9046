/**
 * Words of purposes that fall into an area of Annex III of the EU AI Act (Regulation (EU) 2024/1689): uses that are high-risk by
 * Article 6(2) unless an exception holds. A hint for a person who decides, not a legal judgement. Linear patterns.
 */
const AREAS: readonly { area: string; title: string; words: RegExp; not?: RegExp }[] = [
  {
    area: 'Annex III.1',
    title: 'biometrics',
    words: /\b(?:biometrics?|(?:face|facial|iris|voice) recognition|emotion recognition|emotion detection)\b/i,
  },
  {
    area: 'Annex III.2',
    title: 'critical infrastructure',
    words:
      /\b(?:critical infrastructure|power grid|electricity grid|(?:water|gas|heating|electricity) supply|road traffic (?:control|management)|railway control)\b/i,
  },
  {
    area: 'Annex III.3',
    title: 'education',
    words:
      /\b(?:admissions?(?= to| of students| decisions)|student (?:assessment|admission|grading)|grad(?:es|ing) (?:exams?|students?|essays?)|exam proctoring|proctor(?:s|ing)?)\b/i,
  },
  {
    area: 'Annex III.4',
    title: 'employment',
    words:
      /\b(?:recruit(?:s|ing|ment)?|hiring|job (?:applicants?|applications?)|applicants?(?= for (?:a )?jobs?)|candidate (?:screening|ranking|selection)|screens? (?:candidates|applicants|c\.?v\.?s|r[eé]sum[eé]s)|ranks? (?:candidates|applicants)|(?:performance|promotion|termination) (?:reviews?|decisions?) of (?:employees|staff)|employee (?:monitoring|evaluation|performance))\b/i,
  },
  {
    area: 'Annex III.5',
    title: 'access to essential services',
    words:
      /\b(?:credit[- ]?(?:scor(?:e|es|ing)|worthiness|decisions?)|creditworthiness|loan (?:approvals?|decisions?|applications?)|(?:approves?|decides?(?: on)?) loans?|(?:life|health) insurance (?:pricing|risk)|benefits? eligibility|eligibility for (?:benefits|public assistance)|emergency (?:calls?|dispatch)|patient triage|triages? (?:of )?patients)\b/i,
    // Point 5(b) leaves out the detection of financial fraud.
    not: /\bfraud\b/i,
  },
  {
    area: 'Annex III.6',
    title: 'law enforcement',
    words: /\b(?:law enforcement|predictive policing|criminal (?:profiling|investigations?)|recidivism|polygraph)\b/i,
  },
  {
    area: 'Annex III.7',
    title: 'migration and border control',
    words: /\b(?:asylum|migration (?:control|decisions?)|border (?:control|checks?)|visa (?:applications?|decisions?))\b/i,
  },
  {
    area: 'Annex III.8',
    title: 'justice and democratic processes',
    words:
      /\b(?:judicial (?:decisions?|authorit(?:y|ies))|sentencing|court (?:rulings?|decisions?)|(?:influence|target)(?:s|ing)? voters?|elections?)\b/i,
  },
];

/** The first area a purpose falls into, undefined where none does or an exception is named. */
export function annexArea(purpose: string): { area: string; title: string } | undefined {
  const text = purpose.slice(0, 2000);
  const found = AREAS.find(({ words, not }) => words.test(text) && !(not?.test(text) ?? false));
  return found && { area: found.area, title: found.title };
}
