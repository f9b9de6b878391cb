import type { TFunction } from 'i18next'
import { showPart, type NameProblem } from '../../../protocol/name-check.ts'

/**
 * Why a name was refused, in the language of the page, with what is allowed.
 *
 * @param rule - what names of this kind consist of
 */
export function nameProblemText(problem: NameProblem, rule: string, t: TFunction): string {
  // The rule says it all where no character is at fault.
  if (problem.kind === 'empty' || problem.kind === 'too-long') return rule
  return `${t(`nameProblems.${problem.kind}`, { part: showPart(problem) })} ${rule}`
}
