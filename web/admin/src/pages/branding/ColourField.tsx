// One colour: typed or picked, or left as it comes.
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { colourOf } from "../../lib/look";

export interface ColourFieldProps {
  label: string;
  description: string;
  /** How it is without one. */
  plain: string;
  /** What the field says without one. */
  placeholder: string;
  value: string | null;
  onChange: (value: string | null) => void;
  error?: string | undefined;
  readOnly?: boolean;
}

export function ColourField({
  label,
  description,
  plain,
  placeholder,
  value,
  onChange,
  error,
  readOnly,
}: ColourFieldProps) {
  // What is typed, until it is a colour.
  const [typed, setTyped] = useState<string | null>(null);
  const type = (text: string) => {
    const colour = colourOf(text);
    setTyped(colour === text ? null : text);
    if (colour) onChange(colour);
    else if (!text.trim()) onChange(null);
  };
  const unfinished = typed !== null && typed.trim() !== "" && !colourOf(typed);
  return (
    <div className="colour">
      <input
        type="color"
        className="colour-well"
        aria-label={`${label}: pick`}
        value={value ?? plain}
        disabled={readOnly}
        data-plain={value === null || undefined}
        onChange={(event) => {
          setTyped(null);
          onChange(event.currentTarget.value);
        }}
      />
      <TextInput
        className="colour-text"
        label={label}
        description={description}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        value={typed ?? value ?? ""}
        onChange={(event) => type(event.currentTarget.value)}
        onBlur={() => !unfinished && setTyped(null)}
        readOnly={readOnly ?? false}
        error={unfinished ? "A colour is written like #1a7f5a." : error}
      />
      {value !== null && !readOnly && (
        <Button
          variant="default"
          size="xs"
          aria-label={`Clear ${label}`}
          onClick={() => {
            setTyped(null);
            onChange(null);
          }}
        >
          Clear
        </Button>
      )}
    </div>
  );
}
