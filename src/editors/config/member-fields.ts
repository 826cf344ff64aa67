/** What the field of one member of a part of the settings (`limits`, `athena`, …) shows, and where it writes. */
import type { SectionProps, StoredSettings } from './stored-settings';

/** Parts whose members are edited one by one; those of no field are kept. */
type PartName = 'athena' | 'collect' | 'duckdb' | 'limits' | 'price' | 'queryDefaults' | 'trino';
type Parts = { [Name in PartName]: NonNullable<StoredSettings[Name]> };

interface MemberField<Value> {
  value: Value | undefined;
  problem?: string;
  readOnly?: boolean;
  /** Undefined is the default again. */
  onChange: (value: Value | undefined) => void;
}

/** Of a part of the settings: from a member's name to the properties of its field. */
export function memberFields<Name extends PartName>(
  part: Name,
  { settings, problems, readOnly, onChange }: SectionProps
): <Member extends keyof Parts[Name] & string>(member: Member) => MemberField<Parts[Name][Member]> {
  const parts: Partial<Parts> = settings;
  const stored: Parts[Name] | undefined = parts[part];
  return (member) => ({
    value: stored?.[member],
    problem: problems.get(`${part}.${member}`),
    readOnly,
    onChange: (value) => onChange({ [part]: { ...stored, [member]: value } }),
  });
}
