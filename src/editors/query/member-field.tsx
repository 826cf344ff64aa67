/** A member of the query with its label, and under it what is wrong with the stored value and the way out. */
import { css } from '@emotion/css';
import { t } from '@grafana/i18n';
import { EditorField } from '@grafana/plugin-ui';
import { Button, useStyles2 } from '@grafana/ui';
import React from 'react';
import { storedGrouping, type StoredQuery } from '../../query/stored-query';
import type { QueryProblems } from '../../query/validation';

/** What the fields of an editor have in common. */
export interface MemberFieldContext {
  query: StoredQuery;
  problems: QueryProblems;
  onChange: (members: Partial<StoredQuery>) => void;
}

export type Member = Exclude<keyof StoredQuery, 'refId' | 'datasource' | 'hide' | 'key'>;

interface Props {
  context: MemberFieldContext;
  member: Member;
  label: string;
  tooltip?: string;
  /** Of the input, where the child does not say it. */
  htmlFor?: string;
  children: React.ReactElement;
}

export function MemberField({ context, member, label, tooltip, htmlFor, children }: Props) {
  const problem = context.problems.members.get(member);
  return (
    <EditorField
      label={label}
      tooltip={tooltip}
      htmlFor={htmlFor}
      invalid={problem !== undefined}
      error={problem && <MemberProblem context={context} member={member} problem={problem} />}
    >
      {children}
    </EditorField>
  );
}

interface ProblemProps {
  context: MemberFieldContext;
  member: Member;
  problem: string;
  /** False where the problem is listed apart. */
  hasField?: boolean;
}

/** The problem, the stored value if its field cannot show it, and a button that sets the member back to its default. */
export function MemberProblem({ context: { query, onChange }, member, problem, hasField = true }: ProblemProps) {
  const stored = query[member];
  const styles = useStyles2(getStyles);
  return (
    <>
      {problem} {hasField && isShownByItsField(member, stored) ? null : <code>{JSON.stringify(stored)}</code>}{' '}
      <Button
        size="sm"
        fill="text"
        variant="secondary"
        type="button"
        className={styles.reset}
        aria-label={t('query.problem.reset-label', 'Reset {{member}}', { member })}
        onClick={() => onChange({ [member]: undefined })}
      >
        {t('query.problem.reset', 'Reset')}
      </Button>
    </>
  );
}

function isShownByItsField(member: Member, value: unknown): boolean {
  switch (member) {
    case 'queryType':
    case 'traffic':
    case 'measure':
      return typeof value === 'string';
    case 'groupBy':
    case 'targetGroupBy':
      return storedGrouping(value) !== undefined;
    case 'limit':
      return typeof value === 'number';
    default:
      return false;
  }
}

// On the colour of an error the button's own would be hard to read.
const getStyles = () => ({ reset: css({ color: 'inherit', textDecoration: 'underline' }) });
