// Finds something in a list; what is looked for stands in the address.
import { TextInput } from "@mantine/core";
import { useState } from "react";

export interface FindProps {
  /** What can be written. */
  placeholder: string;
  /** What stands in the address. */
  value: string;
  onChange: (value: string) => void;
}

export function Find({ placeholder, value, onChange }: FindProps) {
  // The address follows a moment after each key: who writes faster than it would lose letters.
  const [written, setWritten] = useState<string | null>(null);
  return (
    <TextInput
      type="search"
      label="Find"
      placeholder={placeholder}
      value={written ?? value}
      onChange={(event) => {
        setWritten(event.currentTarget.value);
        onChange(event.currentTarget.value);
      }}
      onBlur={() => setWritten(null)}
    />
  );
}
