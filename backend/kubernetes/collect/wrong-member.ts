/** What is wrong in a list of clusters that somebody wrote, by the schema that refused it. */

/** The members of zod's issues that a sentence can be made of. */
interface Issue {
  path: readonly PropertyKey[];
  code?: string;
  keys?: readonly string[];
  expected?: string;
}

/** `clusters.0 has no member rolArn`, `clusters.0.name must be of type string`, `clusters is empty` */
export function wrongMember(issue: Issue | undefined, whole: string): string {
  const member = issue?.path.map(String).join('.') || whole;
  switch (issue?.code) {
    case 'unrecognized_keys':
      return `${member} has no member ${issue.keys?.join(', ') ?? ''}`;
    case 'too_small':
      return `${member} is empty`;
    case 'invalid_type':
      return `${member} must be of type ${issue.expected ?? 'text'}`;
    default:
      return `${member} has a value that does not fit`;
  }
}
