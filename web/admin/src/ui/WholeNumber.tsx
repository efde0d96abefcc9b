// A whole number among settings. One out of range is left as it was written: the server says at the field what is wrong.
import { NumberInput } from "@mantine/core";

export interface WholeNumberProps {
  label: string;
  description?: string;
  value: number;
  onChange: (value: number) => void;
  min: number;
  max?: number;
  editable?: boolean;
  /** What is wrong with it. */
  error: string | undefined;
}

export function WholeNumber({ onChange, editable = true, ...field }: WholeNumberProps) {
  return (
    <NumberInput
      {...field}
      onChange={(value) => onChange(Number(value))}
      allowDecimal={false}
      thousandSeparator=","
      clampBehavior="none"
      readOnly={!editable}
    />
  );
}
